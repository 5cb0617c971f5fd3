// --help, --version, csonde(8) and the words for completion, made of the rows of options and of the
// views that are found. See csonde_options.h.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "command/language_words.h"
#include "command/option_table.h"
#include "command/roff.h"
#include "script/view_loader.h"
#include "tui/csonde_options.h"
#include "tui/keys/keys.h"

namespace sonde {
namespace {

constexpr size_t kColumns = 80;

std::string options_part() {
  std::string out;
  for (const CsondeGroup group : described_csonde_groups()) {
    out += ".Ss " + std::string(group_title(group)) + "\n.Bl -tag -width Ds\n";
    for (const CsondeRow& row : csonde_rows()) {
      if (row.group != group) continue;
      append_option_roff(out, row);
    }
    out += ".El\n";
  }
  return out;
}

// An escape in front keeps a bracket from being taken for punctuation.
std::string key_item(std::string_view keys) {
  std::string argument = roff_argument(keys);
  argument.insert(argument.starts_with('"') ? 1 : 0, "\\&");
  return ".It Ic " + argument + "\n";
}

std::string keys_part() {
  std::string out;
  for (const HelpSection& section : key_help(KeyLayout::kDefault)) {
    out += ".Ss " + roff(section.title) + "\n.Bl -tag -width \"Shift+F12 S\"\n";
    for (const auto& [keys, sentence] : section.lines) {
      out += key_item(keys) + roff_sentences(sentence);
    }
    out += ".El\n";
  }
  out += ".Ss Keys that differ in the layout of htop\n.Bl -tag -width \"Shift+F12 S\"\n";
  for (const KeyRow& row : key_rows()) {
    if (row.htop.empty() || row.htop == row.keys) continue;
    out += key_item(row.htop) + roff_sentences(row.sentence);
  }
  return out + ".El\n";
}

std::string view_words() {
  std::string out;
  for (const ViewPtr& view : load_views(view_folders()).views) {
    out += view->id + '\t' + view->name + ": " + view->description + '\n';
  }
  return out;
}

std::string argument_words(std::string_view option) {
  const CsondeRow* row = find_option(csonde_rows(), option);
  if (!row) return {};
  if (row->name == "view") return view_words();
  std::string out;
  for (const std::string_view choice : csonde_choices(*row)) out += std::string(choice) + '\n';
  return out;
}

constexpr std::string_view kManualBegin = R"(.Nm csonde
.Nd look around in what a machine does, live or recorded
.Sh SYNOPSIS
.Nm
.Op Ar options
.Op Ar filter
.Nm
.Fl r Ar FILE
.Op Ar options
.Op Ar filter
.Nm
.Fl \-raw | Fl \-json
.Op Fl v Ar ID
.Op Ar options
.Op Ar filter
.Sh DESCRIPTION
.Nm
shows processes, files, connections and more as tables on a screen, with what
they did: calls, bytes, errors, time.
Enter goes into a row: from a process to its threads, from there to its files
and so on; Backspace comes back.
The events behind any row are one key away, as lines or as the data that was
read and written.
Keys are told on the screen: press F1.
.Pp
Every word that is no option belongs to the filter; it can be changed on the
screen.
.Pp
A table is a view: a small file that says which fields its columns show.
Views are looked for in the folders of
.Ev SONDE_VIEWS ,
in
.Pa ~/.config/sonde/views
and in
.Pa /usr/share/sonde/views ;
of two with the same id the first counts.
Views written for csysdig work unchanged.
.Sh OPTIONS
)";

constexpr std::string_view kManualEnd = R"(.Sh OUTPUT WITHOUT A SCREEN
.Fl \-raw
prints the columns of the view as people read them, under their names.
.Fl \-json
prints an object for each row.
Its keys are the names of the columns.
Amounts are numbers and never shortened: bytes, nanoseconds, calls, and for
columns that are by the second, numbers by the second.
What has no value is null.
.Sh ENVIRONMENT
.Bl -tag -width Ds
.It Ev SONDE_VIEWS
Folders with views, separated by colons.
.It Ev TERM
The terminal.
.It Ev TZ
The time zone of clock times.
.El
.Sh FILES
.Bl -tag -width Ds
.It Pa ~/.config/sonde/csonde.conf
What was chosen on the screen: theme, layout of keys, sorting, hidden columns.
.It Pa ~/.config/sonde/views
Views of one's own.
.It Pa /usr/share/sonde/views
Views that come with the program.
.It Pa /dev/sonde
The kernel module, for the live machine.
.El
.Sh EXIT STATUS
.Bl -tag -width Ds
.It 0
All went well.
.It 1
Something failed: a capture cannot be read, the module is missing.
.It 2
An option, the filter or the name of a view is wrong.
.It 4
With
.Fl \-raw
or
.Fl \-json :
an input is damaged and was read in part.
.El
.Sh EXAMPLES
Who uses the network most, as JSON for another program?
.Pp
.Dl csonde -v procs_net --json
.Pp
Which files did a container use in a capture?
.Pp
.Dl csonde -r a.scap -v files --raw container.name=shop-web-1
.Sh SEE ALSO
.Xr sonde 1 ,
.Xr sonde-fields 7 ,
.Xr sonde-filter 7
)";

}  // namespace

std::string csonde_help() {
  std::string out =
      "csonde shows on a screen what a machine does, live or in a capture of system calls.\n\n"
      "Usage: csonde [options] [filter]              the live machine\n"
      "       csonde -r FILE [options] [filter]      a capture\n"
      "\n"
      "  csonde                                     processes now, and what they did\n"
      "  csonde -v connections fd.port=443          connections of a port\n"
      "  csonde -r a.scap.zst                       the same of a capture\n"
      "  csonde -r a.scap -v files --json           a view as JSON, without a screen\n";
  for (const CsondeGroup group : described_csonde_groups()) {
    out += '\n' + std::string(group_title(group)) + ":\n";
    for (const CsondeRow& row : csonde_rows()) {
      if (row.group != group) continue;
      append_option_help(out, row);
    }
  }
  out +=
      "\nNot built, and refused: " + wrapped(refused_options(csonde_rows()), 24, kColumns) + ".\n";
  out +=
      "\nExit status: 0 done, 1 failed, 2 wrong option, filter or view, 4 damaged input\n"
      "partly read (without a screen).\n"
      "\nKeys are told on the screen: press F1. More: csonde(8), sonde-filter(7),\n"
      "sonde-fields(7).\n";
  return out;
}

std::string csonde_version() { return "csonde " SONDE_VERSION "\nlicence: Apache-2.0\n"; }

std::string csonde_manual() {
  return roff_heading("csonde", "CSONDE", "8") + std::string(kManualBegin) + options_part() +
         ".Ss " + std::string(group_title(CsondeGroup::kRefused)) +
         "\nThese are refused with a message: " + roff(refused_options(csonde_rows())) +
         ".\n"
         ".Sh KEYS\n" +
         keys_part() + std::string(kManualEnd);
}

Result<std::string> csonde_completion(std::string_view what) {
  if (what == "options") return option_words(csonde_rows());
  if (what == "views") return view_words();
  if (what.starts_with("arg:")) return argument_words(what.substr(4));
  return language_words(what);
}

}  // namespace sonde
