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
