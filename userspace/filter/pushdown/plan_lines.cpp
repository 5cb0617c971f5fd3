// See plan_lines.h. One function per line of the explanation.
// SPDX-License-Identifier: Apache-2.0
#include "filter/pushdown/plan_lines.h"

#include <cstring>

namespace sonde {
namespace {

constexpr size_t kMaxNames = 12;

std::string count_of(size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::string joined(const std::vector<std::string_view>& names, size_t most) {
  std::string out;
  for (size_t i = 0; i < names.size() && i < most; ++i) {
    if (i > 0) out += ", ";
    out += names[i];
  }
  return out;
}

std::string subject_text(uint8_t subject) {
  switch (subject) {
    case SONDE_SUBJECT_TGID:
      return "process id";
    case SONDE_SUBJECT_TID:
      return "thread id";
    case SONDE_SUBJECT_UID:
      return "number of the user";
    case SONDE_SUBJECT_COMM:
      return "name of the thread";
    default:
      return "subject " + std::to_string(subject);
  }
}

std::string value_text(const sonde_term& term, size_t i) {
  if (term.subject != SONDE_SUBJECT_COMM) return std::to_string(term.numbers[i]);
  return std::string(term.comms[i], strnlen(term.comms[i], SONDE_COMM_BYTES));
}

std::string term_text(const sonde_term& term) {
  const bool is_not = term.flags & SONDE_TERM_NOT;
  if (term.subject == SONDE_SUBJECT_FAILED) {
    return (term.numbers[0] == 1) != is_not ? "the call failed" : "the call did not fail";
  }
  std::string out = subject_text(term.subject) + (is_not ? " is not " : " is ");
  for (size_t i = 0; i < term.count; ++i) {
    if (i > 0) out += i + 1 < term.count ? ", " : is_not ? " nor " : " or ";
    out += value_text(term, i);
  }
  return out;
}

}  // namespace

void PlanLines::add_matched(const RecordKind& kind) {
  if (kind.number < 0)
    events_.push_back(kind.name);
  else if (!kind.name.empty())
    calls_.push_back(kind.name);
}

void PlanLines::add_unmatched(const RecordKind& kind, bool kept) {
  if (kind.number < 0 || kind.name.empty()) return;
  ++unmatched_calls_;
  kept_calls_ += kept;
}

std::vector<std::string> PlanLines::finish(const KernelPlan& plan, Peculiar filter) const {
  std::vector<std::string> lines{"in the kernel"};
  std::string calls = "  system calls: ";
  if (unmatched_calls_ == 0)
    calls += "all";
  else if (calls_.empty())
    calls += "none";
  else if (calls_.size() <= kMaxNames)
    calls += joined(calls_, kMaxNames);
  else
    calls +=
        std::to_string(calls_.size()) + " of " + std::to_string(calls_.size() + unmatched_calls_);
  lines.push_back(calls);
  if (filter.asks_direction) {
    lines.push_back("    (a call is recorded once, when it has ended; evt.dir is then <)");
  }
  if (!events_.empty()) lines.push_back("  events: " + joined(events_, events_.size()));
  for (uint32_t i = 0; i < plan.predicate.count; ++i) {
    const sonde_term& term = plan.predicate.terms[i];
    lines.push_back("  only when " + term_text(term));
    if (term.subject == SONDE_SUBJECT_UID) {
      lines.push_back("    (or when the thread is in a user namespace other than the machine's)");
    }
  }
  if (filter.needs_whole_stream) {
    lines.push_back("  nothing is left out: the filter asks for what earlier events add up to");
  }
  if (kept_calls_ > 0) {
    lines.push_back("  always: what changes what is known of the machine (" +
                    count_of(kept_calls_, "more call)", "more calls)"));
  } else if (plan.predicate.count > 0) {
    lines.push_back("  always: what changes what is known of the machine");
  }
  lines.push_back("in user space");
  lines.push_back(plan.exact ? "  the whole filter; it only takes out what is always recorded"
                             : "  the whole filter");
  if (filter.asks_groups) {
    lines.push_back("    (control groups and containers are compared here only: threads move, and");
    lines.push_back("    containers come that nobody could name beforehand)");
  }
  return lines;
}

}  // namespace sonde
