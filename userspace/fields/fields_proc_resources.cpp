// Fields of what a process has and uses: descriptors, memory, threads, standard streams.
// Part of the class that fields_proc.cpp puts together.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "fields/fd_text.h"
#include "fields/process_rows.h"
#include "state/moment.h"
#include "state/state.h"

namespace sonde {

namespace {

Value get_fd_count(const Moment& moment, FieldUse&) {
  return moment.thread ? Value::uinteger(moment.state->fds_of(*moment.thread).size())
                       : Value::none();
}

Value get_fd_limit(const Moment& moment, FieldUse&) {
  return moment.thread ? Value::integer(leader_of(moment).info->fdlimit) : Value::none();
}

Value get_fd_usage(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  const int64_t limit = leader_of(moment).info->fdlimit;
  if (limit <= 0) return Value::real(0);
  const double used = static_cast<double>(moment.state->fds_of(*moment.thread).size());
  // A limit that was lowered below what is open counts as reached.
  return Value::real(std::min(used * 100 / static_cast<double>(limit), 100.0));
}

Value get_thread_count(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::uinteger(leader_of(moment).nchilds + 1);
}

template <int kFd>
const Descriptor* standard_stream(const Moment& moment) {
  return moment.thread ? moment.state->find_fd(*moment.thread, kFd) : nullptr;
}
template <int kFd>
Value get_stream_type(const Moment& moment, FieldUse&) {
  const Descriptor* stream = standard_stream<kFd>(moment);
  return stream ? Value::text(fd_type_name(stream->type)) : Value::none();
}
template <int kFd>
Value get_stream_name(const Moment& moment, FieldUse&) {
  const Descriptor* stream = standard_stream<kFd>(moment);
  return stream ? Value::text(stream->name) : Value::none();
}

constexpr Field kRows[] = {
    {"proc.nthreads", Type::UINT64, Format::DEC, ArgRule::kNone, 0,
     "How many threads the process has, the first one included.", get_thread_count, kOnThreadStats},
    {"proc.nchilds", Type::UINT64, Format::DEC, ArgRule::kNone, 0,
     "How many threads the process has besides the first one; child processes do not count.",
     sonde::get_thread_count<&Thread::nchilds>, kOnThreadStats},
    {"proc.fdopencount", Type::UINT64, Format::DEC, ArgRule::kNone, 0,
     "How many open descriptors of the process are known.", get_fd_count,
     kOnThreadStats.looks_at(kRowThread | kRowTable).in_tables(TableSource::kOpenFds)},
    {"proc.fdlimit", Type::INT64, Format::DEC, ArgRule::kNone, 0,
     "How many descriptors the process may open (RLIMIT_NOFILE).", get_fd_limit, kOnThread},
    {"proc.fdusage", Type::DOUBLE, Format::NA, ArgRule::kNone, 0,
     "Open descriptors as a percentage of those allowed.", get_fd_usage,
     kOnThreadStats.looks_at(kRowThread | kRowTable).in_tables(TableSource::kFdUsage)},
    {"proc.vmsize", Type::UINT64, Format::DEC, ArgRule::kNone, kKilobytes,
     "Virtual memory in kB, as of the last event that told.",
     sonde::get_thread_count<&Thread::vmsize_kb>, kOnThreadStats},
    {"proc.vmrss", Type::UINT64, Format::DEC, ArgRule::kNone, kKilobytes,
     "Memory that is not swapped out, in kB, as of the last event that told.",
     sonde::get_thread_count<&Thread::vmrss_kb>, kOnThreadStats},
    {"proc.vmswap", Type::UINT64, Format::DEC, ArgRule::kNone, kKilobytes,
     "Memory that is swapped out, in kB, as of the last event that told.",
     sonde::get_thread_count<&Thread::vmswap_kb>, kOnThreadStats},
    {"proc.stdin.type", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Kind of descriptor 0, as fd.type names it.", get_stream_type<0>,
     kOnEvent.looks_at(kRowThread | kRowTable)},
    {"proc.stdout.type", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Kind of descriptor 1, as fd.type names it.", get_stream_type<1>,
     kOnEvent.looks_at(kRowThread | kRowTable)},
    {"proc.stderr.type", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Kind of descriptor 2, as fd.type names it.", get_stream_type<2>,
     kOnEvent.looks_at(kRowThread | kRowTable)},
    {"proc.stdin.name", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "What descriptor 0 stands for, as fd.name shows it.", get_stream_name<0>,
     kOnEvent.looks_at(kRowThread | kRowTable)},
    {"proc.stdout.name", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "What descriptor 1 stands for, as fd.name shows it.", get_stream_name<1>,
     kOnEvent.looks_at(kRowThread | kRowTable)},
    {"proc.stderr.name", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "What descriptor 2 stands for, as fd.name shows it.", get_stream_name<2>,
     kOnEvent.looks_at(kRowThread | kRowTable)},
};

}  // namespace

std::span<const Field> process_resource_rows() { return kRows; }

}  // namespace sonde
