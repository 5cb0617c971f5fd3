// Manual pages in mdoc(7). What can be enumerated comes from the rows; the rest is said here once.
// SPDX-License-Identifier: Apache-2.0
#include "cli/manual.h"

#include <cctype>

#include "cli/help.h"
#include "cli/listing.h"
#include "cli/options.h"
#include "filter/operators.h"
#include "filter/transformers.h"

namespace sonde {
namespace {

// The day of the last change of the texts below; pages must not change from build to build.
constexpr std::string_view kDate = "November 23, 2026";
constexpr size_t kSourceColumns = 76;

// Text that roff takes literally: no escapes, no requests at the beginning of a line.
std::string roff(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool line_start = i == 0 || text[i - 1] == '\n';
    if (line_start && (text[i] == '.' || text[i] == '\'')) out += "\\&";
    if (text[i] == '\\')
      out += "\\e";
    else if (text[i] == '-')
      out += "\\-";
    else if (text[i] == '^')
      out += "\\(ha";
    else if (text[i] == '~')
      out += "\\(ti";
    else
      out += text[i];
  }
  return out;
}

// As the argument of a macro: in quotes, so that no word of it is taken for another macro.
std::string argument(std::string_view text) {
  std::string out = "\"";
  for (char c : roff(text)) {
    out += c;
    if (c == '"') out += '"';
  }
  return out + '"';
}

// One sentence per line, as the formatter's rules for the space after a full stop want it, and no
// line longer than roff's own readers like.
std::string sentences(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    size_t end = 0;
    do {
      end = text.find(". ", end);
      if (end != std::string_view::npos) ++end;
    } while (end != std::string_view::npos && end + 1 < text.size() &&
             std::islower(static_cast<unsigned char>(text[end + 1])));
    const std::string_view sentence = text.substr(0, end);
    out += wrapped(sentence, 0, kSourceColumns) + '\n';
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return roff(out);
}

std::string heading(std::string_view title, std::string_view section) {
  return "."
         "\\\" Made from the rows of the program by sonde --print-manual; do not edit.\n.Dd " +
         std::string(kDate) + "\n.Dt " + std::string(title) + " " + std::string(section) +
         "\n.Os\n.Sh NAME\n";
}

void append_option(std::string& out, const OptionRow& row) {
  std::string with_argument;
  if (!row.argument.empty()) with_argument = " Ar " + roff(row.argument);
  out += ".It";
  if (row.letter) out += std::string(" Fl ") + row.letter + with_argument;
  if (row.letter && !row.name.empty()) out += " ,";
  if (!row.name.empty()) out += " Fl \\-" + roff(row.name) + with_argument;
  out += '\n' + sentences(row.doc);
}

std::string options_part() {
  std::string out;
  for (OptionGroup group : {OptionGroup::kInput, OptionGroup::kShow, OptionGroup::kRecord,
                            OptionGroup::kLists, OptionGroup::kGeneral}) {
    out += ".Ss " + std::string(group_title(group)) + "\n.Bl -tag -width Ds\n";
    for (const OptionRow& row : option_rows()) {
      if (row.group == group) append_option(out, row);
    }
    out += ".El\n";
  }
  out += ".Ss " + std::string(group_title(OptionGroup::kRefused)) +
         "\nThese are refused with a message, never taken for something else:\n";
  std::string list;
  for (const OptionRow& row : option_rows()) {
    if (row.group != OptionGroup::kRefused) continue;
    if (!list.empty()) list += " ,\n";
    list += row.letter ? std::string(".Fl ") + row.letter : ".Fl \\-" + roff(row.name);
  }
  return out + list + " .\n";
}

std::string command_page() {
  return heading("SONDE", "1") +
         R"(.Nm sonde
.Nd show what a recorded machine did, call by call
.Sh SYNOPSIS
.Nm
.Fl r Ar FILE
.Op Ar options
.Op Ar filter
.Nm
.Fl l | L | h
.Sh DESCRIPTION
.Nm
reads a capture of system calls, made by sysdig, Falco or itself, follows
the state of the machine through it, and prints each event with what was
known at that moment: which process, which file or connection, how long it
took.
A filter chooses events; a format chooses what is printed of them.
Every word that is no option belongs to the filter; words may stand before
and after options.
.Pp
Data goes to standard output, everything else to standard error.
)"
         ".Sh OPTIONS\n" +
         options_part() +
         R"(.Sh FORMATS
A format is text with fields in it.
.Bl -tag -width Ds
.It Li %field
The value of a field, such as
.Li %proc.name ,
.Li %evt.arg.fd
or
.Li %proc.aname[2] .
All fields are in
.Xr sonde-fields 7 .
.It Li %20field
The same in exactly 20 bytes: filled with blanks, or cut.
.It Li %toupper(field)
A value that a transformer made; see
.Xr sonde-filter 7 .
.It Li %%
A percent sign.
.It Li \en \et \ee \e\e \exHH
Line end, tab, escape, backslash, and the byte with the hexadecimal number
HH.
.El
.Pp
A line on which a value is missing is left out, unless the format begins
with
.Li * ;
then
.Li <NA>
stands in its place.
.Pp
With
.Fl j
the fields of the format are the keys of one object per event.
Numbers that are shown in decimal are numbers, clock times are nanoseconds
since 1970, missing values are null, and the text around the fields is left
out.
.Sh RECORDING
.Fl w
copies what passes the filter into another capture, with the machine's
picture at its head, so that it can be read by itself.
A call is written as one event with its duration; the event of its
beginning is left out when its end follows soon, and is written when it
does not.
.Fl -classic
writes both, as programs of 2022 need it.
.Sh ENVIRONMENT
.Bl -tag -width Ds
.It Ev NO_COLOR
When not empty, no colours unless
.Fl -color Ar always
is given.
.It Ev CLICOLOR_FORCE
When not empty, colours also where output is no terminal.
.It Ev TZ
The time zone of clock times.
.El
.Sh EXIT STATUS
.Bl -tag -width Ds
.It 0
All was read; also after Ctrl\-C and SIGTERM, which end reading properly.
.It 1
Something failed: a file cannot be read or written.
.It 2
An option, the filter or the format is wrong.
.It 3
Events were lost when the capture was made, and
.Fl -fail-on-loss
was given.
.It 4
An input is damaged and was read in part; the places are told on standard
error.
.El
.Pp
When the reader of standard output goes away,
.Nm
ends as other programs in a pipe do, by SIGPIPE.
.Sh EXAMPLES
What did cat open?
.Pp
.Dl sonde -r a.scap -p '%evt.arg.name' proc.name=cat and evt.type=openat
.Pp
Slow calls with their time:
.Pp
.Dl sonde -r a.scap -p '%evt.latency %proc.name %evt.type' 'evt.latency > 10ms'
.Pp
Everything about one connection, payload included, into a file of its
own:
.Pp
.Dl sonde -r a.scap -w b.scap.zst fd.port=5432
.Sh SEE ALSO
.Xr sonde-fields 7 ,
.Xr sonde-filter 7
)";
}

std::string fields_page() {
  std::string out = heading("SONDE-FIELDS", "7") +
                    R"(.Nm sonde-fields
.Nd what filters and formats of sonde can ask for
.Sh DESCRIPTION
A field is a question about one event at its moment.
It has a type, and may have no value: then every comparison with it is false.
Arguments are written in brackets,
.Li proc.aname[2] ,
or behind a dot,
.Li evt.arg.fd .
)";
  for (const FieldClass& fields : field_classes()) {
    if (!is_listed(fields)) continue;
    out += ".Sh CLASS " + std::string(fields.name) + "\n" + sentences(fields.doc) +
           ".Bl -tag -width Ds\n";
    for (const Field& field : fields.fields) {
      if (field.flags & kHidden) continue;
      out += ".It Li " + argument(field_spelling(field)) + " Pq " +
             std::string(type_row(field.type).name) + "\n" + sentences(field.doc);
      if (field.flags & kNeverHasValue) {
        out += "Never has a value: " + roff(reason_for_no_value(fields)) + ".\n";
      }
      if (field.flags & kFilterOnly) out += "In filters only.\n";
      if (field.flags & kPrintOnly) out += "In formats only.\n";
      if (field.flags & kDeprecated) out += "Kept for old command lines.\n";
    }
    out += ".El\n";
  }
  return out + ".Sh SEE ALSO\n.Xr sonde 1 ,\n.Xr sonde-filter 7\n";
}

std::string filter_page() {
  std::string out = heading("SONDE-FILTER", "7") +
                    R"(.Nm sonde-filter
.Nd the filter language of sonde
.Sh DESCRIPTION
A filter says of each event whether it is wanted.
It is made of comparisons
.Bd -literal -offset indent
field operator value
.Ed
.Pp
joined by
.Li and ,
.Li or
and
.Li not ,
with brackets where the order matters:
.Li not
binds closest,
.Li and
closer than
.Li or .
A field that has no value makes every comparison false, also
.Li != .
.Pp
Values with blanks or brackets in them are quoted with
.Li \(dq
or
.Li ' .
Lists stand in brackets:
.Li proc.name in (cat, dog) .
Fields are listed in
.Xr sonde-fields 7 .
On a command line the whole filter is best quoted, because brackets and
.Li >
mean something to the shell.
.Sh OPERATORS
.Bl -tag -width Ds
)";
  for (const Operator& row : operators()) {
    out += ".It Li " + argument(row.name) + "\n" + sentences(row.doc);
  }
  out +=
      ".El\n.Sh TRANSFORMERS\nFunctions of a value, usable wherever a field is:\n"
      ".Bl -tag -width Ds\n";
  for (const Transformer& row : transformers()) {
    out += ".It Li " + argument(row.name) + "\n" + sentences(row.doc);
  }
  return out + R"(.El
.Sh EXAMPLES
.Bd -literal -offset indent
proc.name = nginx and evt.failed = true
fd.name startswith /etc and (evt.type = openat or evt.type = open)
evt.latency > 10ms and not proc.name in (sh, bash)
fd.net in (10.0.0.0/8) and fd.sport = 443
.Ed
.Sh SEE ALSO
.Xr sonde 1 ,
.Xr sonde-fields 7
)";
}

}  // namespace

Result<std::string> manual_page(std::string_view name) {
  if (name == "sonde.1") return command_page();
  if (name == "sonde-fields.7") return fields_page();
  if (name == "sonde-filter.7") return filter_page();
  return Error{ErrorKind::kUsage, "there is no manual page '" + std::string(name) + "'",
               "sonde.1, sonde-fields.7, sonde-filter.7"};
}

}  // namespace sonde
