// Manual pages in mdoc(7). What can be enumerated comes from the rows; the rest is said here once.
// SPDX-License-Identifier: Apache-2.0
#include "cli/manual.h"

#include "cli/options.h"
#include "command/listing.h"
#include "command/option_table.h"
#include "command/roff.h"
#include "filter/operators.h"
#include "filter/transformers.h"
#include "script/api_text.h"

namespace sonde {
namespace {

std::string options_part() {
  std::string out;
  for (OptionGroup group : described_groups()) {
    out += ".Ss " + std::string(group_title(group)) + "\n.Bl -tag -width Ds\n";
    for (const OptionRow& row : option_rows()) {
      if (row.group == group) append_option_roff(out, row);
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

std::string surroundings_part() {
  return R"(.Sh ENVIRONMENT
.Bl -tag -width Ds
.It Ev NO_COLOR
When not empty, no colours unless
.Fl -color Ar always
is given.
.It Ev CLICOLOR_FORCE
When not empty, colours also where output is no terminal.
.It Ev SONDE_CHISELS
Folders of chisels, separated by colons, before
.Pa ~/.config/sonde/chisels
and
.Pa /usr/share/sonde/chisels .
.It Ev TZ
The time zone of clock times.
.El
.Sh FILES
.Bl -tag -width Ds
.It Pa /dev/sonde
The kernel module, for live captures.
It is open to root, to those who have CAP_PERFMON or CAP_SYS_ADMIN, and to
members of the group that it belongs to, unless that is root's.
Those who may use it see what every process of the machine reads and writes.
.El
.Sh EXIT STATUS
.Bl -tag -width Ds
.It 0
All was read; also after Ctrl\-C, SIGTERM, SIGHUP and SIGQUIT, which end reading
properly.
.It 1
Something failed: a file cannot be read or written.
.It 2
An option, the filter or the format is wrong.
.It 3
Events were lost, now or when the capture was made, and
.Fl -fail-on-loss
was given.
.It 4
An input is damaged and was read in part; the places are told on standard
error.
.El
.Pp
.Cm run
ends with the status of the program, or by the signal that ended it; with
127 when there is no such program, and with 126 when it cannot be run.
.Pp
When the reader of standard output goes away,
.Nm
ends as other programs in a pipe do, by SIGPIPE.
)";
}

std::string live_part() {
  return R"(.Sh THE LIVE MACHINE
Without
.Fl r
events come from
.Pa /dev/sonde ,
the device of the kernel module.
Opening it needs the capability CAP_SYS_ADMIN or CAP_PERFMON, or membership
of the group that the device belongs to.
Each call is one event, told when it ends; events of
.Nm
itself are left out.
.Pp
Events wait in rings, one for each CPU, until they are read.
When a ring gets full, data of calls is left out first, then reads and
writes, and last what changes the snapshot of the machine.
What was lost is counted exactly: a
.Li gap
event stands where it is missing, and the sum is told at the end.
.Pp
SIGINT, SIGTERM, SIGHUP (but under nohup) and SIGQUIT end looking and close a
recording properly.
SIGUSR1 prints how much was recorded and lost until then.
SIGUSR2 makes a flight recorder write a file.
.Pp
A flight recorder
.Pq Fl -flight-recorder
lets new events overwrite the oldest ones, and reads nothing until it ends.
Then it writes all events from some moment on, with the processes and
descriptors of that moment, and says how many older ones there were.
.Pp
.Nm
.Cm run
starts a program, shows what it and its children do from its first call to
the end of the last of them, and ends as the program ended.
Lines go to standard error, or with
.Fl o
into a file.
Signals that
.Nm
gets are passed on to the program.
)";
}

std::string formats_part() {
  return R"(.Sh FORMATS
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
)";
}

std::string command_page() {
  return roff_heading("sonde", "SONDE", "1") +
         R"(.Nm sonde
.Nd show what a machine does, call by call, live or recorded
.Sh SYNOPSIS
.Nm
.Op Ar options
.Op Ar filter
.Nm
.Fl r Ar FILE
.Op Ar options
.Op Ar filter
.Nm
.Cm run
.Op Ar options
.Op Fl \-
.Ar program
.Op Ar arguments
.Nm
.Fl l | L | h
.Sh DESCRIPTION
.Nm
looks at the machine that it runs on, by its kernel module, or reads a
capture of system calls, made by sysdig, Falco or itself.
It follows the state of the machine and prints each event with what was
known at that moment: which process, which file or connection, how long it
took.
A filter chooses events; a format chooses what is printed of them.
Every word that is no option belongs to the filter; words may stand before
and after options.
.Pp
Data goes to standard output, everything else to standard error.
)"
         ".Sh OPTIONS\n" +
         options_part() + live_part() + formats_part() +
         R"(.Sh RECORDING
.Fl w
copies what passes the filter into another capture, with the machine's
snapshot at its head, so that it can be read by itself.
A call is written as one event with its duration; the event of its
beginning is left out when its end follows soon, and is written when it
does not.
.Fl -classic
writes both, as programs of 2022 need it.
)" + surroundings_part() +
         R"(.Sh EXAMPLES
Which files does nginx open at present?
.Pp
.Dl sonde -p '%evt.arg.name' proc.name=nginx and evt.type=openat
.Pp
Ten minutes of everything, into a compressed file:
.Pp
.Dl sonde -M 600 -w night.scap.zst
.Pp
Which calls of a program fail?
.Pp
.Dl sonde run evt.failed=true \-\- make install
.Pp
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
  std::string out = roff_heading("sonde", "SONDE-FIELDS", "7") +
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
    out += ".Sh CLASS " + std::string(fields.name) + "\n" + roff_sentences(fields.doc) +
           ".Bl -tag -width Ds\n";
    for (const Field& field : fields.fields) {
      if (field.flags & kHidden) continue;
      out += ".It Li " + roff_argument(field_spelling(field)) + " Pq " +
             std::string(type_row(field.type).name) + "\n" + roff_sentences(field.doc);
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

// Before the lists of operators and transformers, and after them.
constexpr const char* kFilterLanguage = R"(.Nm sonde-filter
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

constexpr const char* kFilterUse = R"(.El
.Sh LIVE CAPTURES
What the kernel does not record costs least, so it takes over what it can of
a filter: which calls can satisfy it at all, comparisons of
.Li proc.pid ,
.Li thread.tid
and
.Li proc.name
by
.Li = ,
.Li !=
and
.Li in ,
and whether the call failed.
The whole filter is applied again to what it records.
.Li sonde --explain
shows the split.
.Pp
A call is recorded once, when it has ended:
.Li evt.dir
is
.Li <
for all calls.
Context switches and page faults are recorded only when the filter asks for
them, as
.Li evt.type=switch
does.
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

std::string filter_page() {
  std::string out = roff_heading("sonde", "SONDE-FILTER", "7") + kFilterLanguage;
  for (const Operator& row : operators()) {
    out += ".It Li " + roff_argument(row.name) + "\n" + roff_sentences(row.doc);
  }
  out +=
      ".El\n.Sh TRANSFORMERS\nFunctions of a value, usable wherever a field is:\n"
      ".Bl -tag -width Ds\n";
  for (const Transformer& row : transformers()) {
    out += ".It Li " + roff_argument(row.name) + "\n" + roff_sentences(row.doc);
  }
  return out + kFilterUse;
}

}  // namespace

Result<std::string> manual_page(std::string_view name) {
  if (name == "sonde.1") return command_page();
  if (name == "sonde-fields.7") return fields_page();
  if (name == "sonde-filter.7") return filter_page();
  if (name == "scripting-api.md") return scripting_api_text();
  return Error{ErrorKind::kUsage, "there is no manual page '" + std::string(name) + "'",
               "sonde.1, sonde-fields.7, sonde-filter.7"};
}

}  // namespace sonde
