// --help: the rows of the options by group, wrapped for 80 columns.
// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include "base/text.h"
#include "cli/options.h"
#include "command/option_table.h"
#include "driver/uapi/ioctl.h"

namespace sonde {
namespace {

constexpr size_t kColumns = 80;

}  // namespace

std::string help_text() {
  std::string out =
      "sonde shows what a machine does, live or in a capture of system calls.\n\n"
      "Usage: sonde [options] [filter]              the live machine\n"
      "       sonde -r FILE [options] [filter]      a capture\n"
      "       sonde run [options] [--] PROGRAM ...  a program and what it starts\n"
      "\n"
      "  sonde proc.name=nginx                     what nginx does now\n"
      "  sonde -w a.scap.zst -M 60                 a minute of everything, into a file\n"
      "  sonde run -- ls -l                        every call of ls\n"
      "  sonde -r a.scap                           every event, one line each\n"
      "  sonde -r a.scap proc.name=cat             those of cat\n"
      "  sonde -r a.scap -p '%proc.name %fd.name' evt.type=connect\n"
      "  sonde -r a.scap -w b.scap.zst fd.port=80  a smaller capture of them\n"
      "  sonde -l, sonde -L                        fields and events to ask for\n";
  for (OptionGroup group : described_groups()) {
    out += '\n';
    out += group_title(group);
    out += ":\n";
    for (const OptionRow& row : option_rows()) {
      if (row.group == group) append_option_help(out, row);
    }
  }
  out += "\nNot built yet, and refused: " + wrapped(refused_options(option_rows()), 29, kColumns) +
         ".\n";
  out +=
      "\nExit status: 0 done, 1 failed, 2 wrong option, filter or format,\n"
      "3 events were lost (with --fail-on-loss), 4 damaged input partly read.\n"
      "\nMore: sonde(1), sonde-filter(7), sonde-fields(7).\n";
  return out;
}

std::string run_help_text() {
  return "sonde run starts a program and shows what it and all that it starts do, from\n"
         "the first call to the last. It ends when they have ended, as the program ended.\n\n"
         "Usage: sonde run [options] [--] PROGRAM [ARGUMENT ...]\n"
         "       sonde run [options] FILTER -- PROGRAM [ARGUMENT ...]\n\n"
         "  sonde run -- ls -l                        every call of ls\n"
         "  sonde run evt.failed=true -- make         the calls that failed\n"
         "  sonde run -o calls -- ls -l               lines go into the file calls\n"
         "  sonde run -w ls.scap -- ls -l             a capture\n"
         "  sonde run --style strace -- ls -l         lines as strace writes them\n"
         "  sonde run --calls -- ls -l                a table of its calls\n\n"
         "Lines go to standard error; -o FILE sends them elsewhere. Signals that sonde\n"
         "gets are passed on to the program, but SIGUSR1, which prints how much was\n"
         "recorded and lost.\n\n"
         "The options are those of sonde (sonde --help), but for -r and --flight-recorder.\n\n"
         "Exit status: that of the program; 128 and the number of the signal that ended\n"
         "it; 126 when it cannot be run, 127 when there is no such program; 3 when events\n"
         "were lost, with --fail-on-loss.\n";
}

std::string version_text(bool verbose) {
  std::string text = "sonde " SONDE_VERSION
                     "\n"
                     "reads and writes .scap capture files, plain, gzip and zstd\n"
                     "looks at live machines by its kernel module, interface version " +
                     std::to_string(SONDE_API_VERSION) + "\n";
  if (verbose) {
    text +=
        "not seen: what programs do through io_uring; only the calls io_uring_setup,\n"
        "  io_uring_enter and io_uring_register are\n"
        "not seen: calls of 32-bit programs by names of their own, where the 64-bit table\n"
        "  has no such call: they are shown by number\n";
  }
  return text + "licence: Apache-2.0\n";
}

}  // namespace sonde
