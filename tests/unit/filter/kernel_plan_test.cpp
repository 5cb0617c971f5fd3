// What of a filter goes to the kernel: single filters, with the plan written out by hand. What a
// plan promises is tested by kernel_plan_promise_test.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "filter/pushdown/kernel_plan.h"

#include <gtest/gtest.h>

#include "filter/filter.h"
#include "plan_terms.h"

namespace sonde {
namespace {

KernelPlan plan_of(const std::string& text, uint32_t more_trace = 0) {
  Result<Filter> filter = Filter::compile(text, nullptr);
  EXPECT_TRUE(filter.ok()) << text << ": " << (filter ? "" : filter.error().what);
  return filter.value().kernel_plan(more_trace);
}

size_t calls_in(const KernelPlan& plan) {
  size_t count = 0;
  for (int number = 0; number < 512; ++number) count += plan.has_call(number);
  return count;
}

TEST(KernelPlanTest, RecordsOnlyCallsThatCanMatchAndThoseThatStateNeeds) {
  const KernelPlan plan = plan_of("evt.type in (read, getrandom)");
  EXPECT_TRUE(plan.has_call(kRead));
  EXPECT_TRUE(plan.has_call(kGetrandom));
  for (const int number : {kOpen, kClose, kOpenat, kExecve, kSetpgid, kBpf}) {
    EXPECT_TRUE(plan.has_call(number)) << number;
  }
  for (const int number : {kWrite, kMmap, kMunmap, kGetpid, kFutex, kRtSigprocmask}) {
    EXPECT_FALSE(plan.has_call(number)) << number;
  }
  EXPECT_EQ(plan.trace, SONDE_TRACE_CALLS | SONDE_TRACE_EXIT);
  EXPECT_EQ(plan.predicate.count, 0u);
  EXPECT_TRUE(plan.exact);
}

TEST(KernelPlanTest, FollowsAndOrNotOverTypes) {
  EXPECT_FALSE(plan_of("not evt.type=futex").has_call(kFutex));
  EXPECT_TRUE(plan_of("not evt.type=futex").has_call(kGetpid));
  EXPECT_FALSE(plan_of("evt.type=futex and proc.name=a and evt.type!=futex").has_call(kFutex));
  const KernelPlan either = plan_of("evt.type=futex and proc.cwd=/ or evt.type=getpid");
  EXPECT_TRUE(either.has_call(kFutex) && either.has_call(kGetpid));
  EXPECT_FALSE(either.has_call(kRead));
  EXPECT_TRUE(plan_of("evt.type contains tex").has_call(kFutex));
  EXPECT_FALSE(plan_of("evt.type contains tex").has_call(kGetpid));
  EXPECT_FALSE(plan_of("evt.is_io_write=true").has_call(kRead));
  EXPECT_TRUE(plan_of("evt.is_io_write=true").has_call(kWrite));
  EXPECT_FALSE(plan_of("evt.category=memory").has_call(kFutex));
  EXPECT_TRUE(plan_of("evt.category=memory").has_call(kMunmap));
  // A read is of the category of its descriptor.
  EXPECT_TRUE(plan_of("evt.category=net").has_call(kRead));
  EXPECT_FALSE(plan_of("evt.category=memory").has_call(kRead));
}

TEST(KernelPlanTest, KnowsWhichEventsHaveAValueAtAll) {
  const KernelPlan named = plan_of("fd.name startswith /etc");
  EXPECT_TRUE(named.has_call(kRead));
  EXPECT_FALSE(named.has_call(kFutex) || named.has_call(kMprotect) || named.has_call(kGetpid));
  EXPECT_FALSE(named.trace & SONDE_TRACE_SIGNAL);
  EXPECT_TRUE(plan_of("not fd.name startswith /etc").has_call(kFutex));
  EXPECT_FALSE(plan_of("evt.arg.op exists or evt.buffer exists").has_call(kMunmap));
  EXPECT_FALSE(plan_of("evt.rawres exists").has_call(kGetuid));  // its event tells no result
  EXPECT_TRUE(plan_of("evt.rawres exists").has_call(kMunmap));
}

TEST(KernelPlanTest, CallsEndAndDoNotBegin) {
  const KernelPlan begins = plan_of("evt.dir=>");
  EXPECT_FALSE(begins.has_call(kFutex) || begins.has_call(kRead));
  EXPECT_TRUE(begins.trace & SONDE_TRACE_SIGNAL);
  EXPECT_TRUE(plan_of("evt.dir=<").has_call(kFutex));
  EXPECT_FALSE(plan_of("evt.dir=<").trace & SONDE_TRACE_SIGNAL);
}

TEST(KernelPlanTest, RecordsSwitchesAndFaultsOnlyWhenAskedFor) {
  const uint32_t usual = SONDE_TRACE_CALLS | SONDE_TRACE_EXIT | SONDE_TRACE_SIGNAL;
  EXPECT_EQ(plan_of_everything().trace, usual);
  EXPECT_EQ(plan_of("proc.name=a").trace, usual);
  EXPECT_EQ(plan_of("evt.type!=futex").trace, usual);
  EXPECT_EQ(plan_of("not evt.type=switch").trace, usual);
  EXPECT_EQ(plan_of("not (not evt.type in (switch, futex))").trace,
            SONDE_TRACE_CALLS | SONDE_TRACE_EXIT | SONDE_TRACE_SWITCH);
  EXPECT_EQ(plan_of("evt.type=page_fault").trace,
            SONDE_TRACE_CALLS | SONDE_TRACE_EXIT | SONDE_TRACE_FAULT);
  EXPECT_TRUE(plan_of("thread.exectime>1ms").trace & SONDE_TRACE_SWITCH);
  EXPECT_EQ(plan_of("evt.type=threadusage").trace,
            SONDE_TRACE_CALLS | SONDE_TRACE_EXIT | SONDE_TRACE_USAGE);
  EXPECT_TRUE(plan_of("thread.cputime>1ms").trace & SONDE_TRACE_USAGE);
}

TEST(KernelPlanTest, MakesTermsOfWhatTheKernelKnows) {
  const std::pair<const char*, const char*> kCases[] = {
      {"proc.pid=7", "tgid 7"},
      {"proc.pid in (7, 8) and proc.pid!=8", "tgid 7"},
      {"proc.pid=7 or proc.pid=9", "tgid 7 9"},
      {"proc.pid=7 or proc.name=a", ""},
      {"proc.pid=7 and (proc.name=a or proc.name=b)", "tgid 7; comm a b"},
      {"not proc.name in (a, b)", "comm not a b"},
      {"not (proc.name=a or thread.tid=3)", "tid not 3; comm not a"},
      {"not (proc.name!=a and proc.name!=b)", "comm a b"},
      {"evt.failed=true", "failed 1"},
      {"evt.failed=false and evt.type=futex", "failed 0"},
      {"evt.failed=false and evt.type=getpid", "failed 0"},
      {"evt.rawres<0", "failed 1"},
      {"evt.rawres=-2", "failed 1"},
      {"evt.rawres>-5", ""},
      {"evt.rawres>=0 and evt.type=futex", "failed 0"},
      {"evt.res=ENOENT", "failed 1"},
      {"evt.res!=SUCCESS", "failed 1"},
      {"evt.res=SUCCESS and evt.type=futex", "failed 0"},
      {"evt.res in (SUCCESS, ENOENT)", ""},
      {"evt.rawarg.res<0 and evt.type=futex", "failed 1"},
      {"evt.count.error exists", "failed 1"},
      {"(evt.type=read and proc.pid=3) or (evt.type=futex and proc.pid=4)", "tgid 3 4"},
      {"evt.type=openat or proc.pid=3", "tgid 3"},  // an openat is written in any case
      {"evt.type=read or proc.pid=3", ""},
      {"evt.type=setpgid or proc.pid=3", ""},  // recorded in any case, but terms apply to it
      {"proc.pid=-1 or proc.pid=4", "tgid 4"},
      {"proc.pid>7", ""},
      {"proc.pid=val(proc.ppid)", ""},
      {"toupper(proc.name)=A", ""},
  };
  for (const auto& [filter, terms] : kCases) EXPECT_EQ(terms_of(plan_of(filter)), terms) << filter;
}

TEST(KernelPlanTest, LeavesToUserSpaceWhatMayDiffer) {
  for (const char* filter : {
           "user.name=www",      // nobody said who that is
           "group.gid=0",        // the kernel has no such term
           "container.id=host",  // groups change without a word
           "user.uid=1000 and evt.num<1000",
           "proc.name=abcdefghijklmnop",  // longer than the kernel keeps
           "proc.name=\"a\\\\b\"",        // /proc escapes some
           "proc.name=\"<NA>\"",          // nobody knows the thread
           "evt.failed=false",            // some events do not tell how the call ended
           "evt.num<1000 and proc.pid=7",
           "evt.deltatime>1s and proc.pid=7",
           "thread.vmsize>1000 and proc.pid=7",
           "proc.pgid=7 and proc.name=a",
       }) {
    EXPECT_EQ(terms_of(plan_of(filter)), "") << filter;
  }
  EXPECT_EQ(calls_in(plan_of("evt.type=read and evt.num<1000")), 512u);
  // Kept for the descriptor that it makes, but one event with other calls to the kernel's terms.
  EXPECT_TRUE(plan_of("evt.type=read").has_call(447));  // memfd_secret
  EXPECT_EQ(terms_of(plan_of("evt.type=memfd_secret or proc.pid=3")), "");
  EXPECT_TRUE(plan_of("evt.type=read and thread.vmsize>5").has_call(kMunmap));
}

Users some_users() {
  Users users;
  users.add(UserInfo{33, 33, "www", "", "", ""});
  users.add(UserInfo{34, 34, "www", "", "", ""});
  users.add(UserInfo{1000, 1000, "ann", "", "", ""});
  return users;
}

TEST(KernelPlanTest, UsersByNumberAndByName) {
  const Users users = some_users();
  const std::pair<const char*, const char*> kCases[] = {
      {"user.uid=1000", "uid 1000"},
      {"user.uid!=0", "uid not 0"},
      {"user.uid in (0, 33)", "uid 0 33"},
      {"user.uid=-1", ""},  // nobody's number is what is not known
      {"user.uid>=1000", ""},
      {"user.name=ann", "uid 1000"},
      {"user.name=www", "uid 33 34"},
      {"user.name in (root, ann)", "uid 0 1000"},
      {"not user.name=ann", "uid not 1000"},
      {"user.name!=ann", "uid not 1000"},
      {"not user.name!=ann", ""},  // true of numbers without a name, too
      {"user.name=ann and user.uid=1000 and proc.pid=7", "tgid 7; uid 1000"},
      {"user.name=ann or proc.pid=7", ""},
      {"user.name startswith a", ""},
      {"user.loginuid=1000", ""},
  };
  for (const auto& [text, terms] : kCases) {
    Result<Filter> filter = Filter::compile(text, nullptr);
    ASSERT_TRUE(filter.ok()) << text;
    const KernelPlan plan = filter.value().kernel_plan(0, &users);
    EXPECT_EQ(terms_of(plan), terms) << text;
    EXPECT_FALSE(plan.exact) << text;
    // State is told of every change.
    for (const int number : {56, 57, 58, 59, 105, 113, 117, 322, 435}) {
      EXPECT_TRUE(plan.has_call(number)) << text << ", call " << number;
    }
  }
  Result<Filter> unknown = Filter::compile("user.name=nobody_at_all", nullptr);
  EXPECT_FALSE(unknown.value().kernel_plan(0, &users).has_call(kFutex));
  Result<Filter> root = Filter::compile("user.name=root", nullptr);
  Users none;
  none.exclude();
  EXPECT_EQ(terms_of(root.value().kernel_plan(0, &none)), "");
  EXPECT_FALSE(root.value().kernel_plan(0, &none).has_call(kFutex));
  Users contained = some_users();
  contained.add(UserInfo{5, 5, "ann", "", "", "0123456789ab"});
  Result<Filter> ann = Filter::compile("user.name=ann", nullptr);
  EXPECT_EQ(terms_of(ann.value().kernel_plan(0, &contained)), "");
  EXPECT_EQ(terms_of(plan_of("evt.type=switch and user.uid=1000")), "");
}

TEST(KernelPlanTest, SwitchesMayBelongToThreadsThatNobodyKnows) {
  EXPECT_EQ(terms_of(plan_of("evt.type=switch and not proc.pid=7")), "");
  EXPECT_EQ(terms_of(plan_of("not proc.pid=7")), "tgid not 7");
  EXPECT_EQ(terms_of(plan_of("not proc.pid=7", SONDE_TRACE_SWITCH)), "");
  EXPECT_EQ(terms_of(plan_of("not proc.pid=7", SONDE_TRACE_FAULT)), "");
  EXPECT_EQ(terms_of(plan_of("evt.type=switch and proc.pid!=7")), "tgid not 7");
  EXPECT_EQ(terms_of(plan_of("evt.type=switch and proc.name=nginx")), "comm nginx");
  EXPECT_EQ(terms_of(plan_of("evt.type=switch and proc.name=kworker/0:1-mm")), "");
  EXPECT_EQ(terms_of(plan_of("evt.type=switch and proc.name!=nginx")), "");
  EXPECT_EQ(terms_of(plan_of("evt.type=page_fault and not proc.pid=7")), "");
}

TEST(KernelPlanTest, TermsThatDoNotFit) {
  std::string many = "proc.pid in (1";
  for (int pid = 2; pid <= 17; ++pid) many += ", " + std::to_string(pid);
  EXPECT_EQ(terms_of(plan_of(many + ")")), "");
  const KernelPlan without = plan_of("not " + many + ")");
  ASSERT_EQ(without.predicate.count, 1u);
  EXPECT_EQ(without.predicate.terms[0].count, SONDE_TERM_NUMBERS);
  EXPECT_EQ(terms_of(plan_of("proc.name in (a,b,c,d,e,f,g,h)")), "comm a b c d e f g h");
  EXPECT_EQ(terms_of(plan_of("proc.name in (a,b,c,d,e,f,g,h,i)")), "");
}

TEST(KernelPlanTest, NamesProcessesThatMayBeTheScope) {
  EXPECT_EQ(plan_of("proc.pid in (7, 9) and evt.failed=true").scope, (std::vector<int>{7, 9}));
  EXPECT_TRUE(plan_of("proc.pid!=7").scope.empty());
  // Terms do not concern an openat; a scope would.
  EXPECT_TRUE(plan_of("evt.type=openat or proc.pid=7").scope.empty());
}

TEST(KernelPlanTest, KnowsWhenTheKernelDoesItAll) {
  for (const char* filter : {"proc.pid=7", "proc.name=a and evt.failed=true and evt.type=futex",
                             "evt.type=futex and not proc.name in (a, b)"}) {
    EXPECT_TRUE(plan_of(filter).exact) << filter;
  }
  for (const char* filter : {"proc.pid=7 and fd.name exists", "evt.rawres=-2 and evt.type=futex",
                             "proc.pid=7 and user.uid=0", "proc.pid=7 or proc.name=a"}) {
    EXPECT_FALSE(plan_of(filter).exact) << filter;
  }
}

}  // namespace
}  // namespace sonde
