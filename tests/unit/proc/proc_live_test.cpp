// scan_proc over the real /proc: this process, with objects that the test makes, against what the
// kernel says of them by other calls (getsockname, fstat, getrlimit ...). Children in namespaces of
// their own: proc_namespaces_test.cpp.
// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <linux/netlink.h>
#include <pthread.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/sysmacros.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <map>
#include <set>
#include <thread>

#include "fake_proc.h"
#include "schema/socket_address.h"

namespace sonde::test {
namespace {

Scanned scan_self() { return scan_process(::getpid()); }

// Closes what a test opened.
class Opened {
 public:
  ~Opened() {
    for (int fd : fds_) ::close(fd);
  }
  int operator()(int fd) {
    if (fd >= 0) fds_.push_back(fd);
    return fd;
  }

 private:
  std::vector<int> fds_;
};

const FdSnapshot& fd_of(const Scanned& all, int fd) {
  static const FdSnapshot none;
  const FdSnapshot* found = all.fd(fd, static_cast<uint64_t>(::getpid()));
  EXPECT_NE(found, nullptr) << "descriptor " << fd << " is missing";
  return found ? *found : none;
}

// "a.b.c.d:port" of one end, by the kernel's own answer and inet_ntop.
std::string end_text(int fd, bool peer) {
  sockaddr_storage address = {};
  socklen_t size = sizeof address;
  const int failed = peer ? ::getpeername(fd, reinterpret_cast<sockaddr*>(&address), &size)
                          : ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  if (failed) return "(none)";
  char text[INET6_ADDRSTRLEN] = "";
  uint16_t port = 0;
  if (address.ss_family == AF_INET) {
    const auto* in = reinterpret_cast<sockaddr_in*>(&address);
    ::inet_ntop(AF_INET, &in->sin_addr, text, sizeof text);
    port = ntohs(in->sin_port);
  } else {
    const auto* in6 = reinterpret_cast<sockaddr_in6*>(&address);
    ::inet_ntop(AF_INET6, &in6->sin6_addr, text, sizeof text);
    port = ntohs(in6->sin6_port);
  }
  std::string plain = text;
  if (plain.starts_with("::ffff:")) plain.erase(0, 7);
  return plain + ":" + std::to_string(port);
}

std::string scanned_end(const IpAddress& address, uint16_t port) {
  std::string text;
  append_endpoint(text, address, port);
  return text;
}

int listen_on(int family, const char* address, int type = SOCK_STREAM) {
  const int fd = ::socket(family, type | SOCK_CLOEXEC, 0);
  sockaddr_storage to = {};
  socklen_t size = sizeof(sockaddr_in);
  to.ss_family = static_cast<sa_family_t>(family);
  if (family == AF_INET) {
    ::inet_pton(family, address, &reinterpret_cast<sockaddr_in*>(&to)->sin_addr);
  } else {
    ::inet_pton(family, address, &reinterpret_cast<sockaddr_in6*>(&to)->sin6_addr);
    size = sizeof(sockaddr_in6);
  }
  if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&to), size) != 0 ||
      (type == SOCK_STREAM && ::listen(fd, 4) != 0)) {
    ::close(fd);
    return -1;
  }
  return fd;
}

int connect_to(int listener, int type = SOCK_STREAM) {
  sockaddr_storage address = {};
  socklen_t size = sizeof address;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  const int fd = ::socket(address.ss_family, type | SOCK_CLOEXEC, 0);
  EXPECT_EQ(::connect(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  return fd;
}

TEST(ProcLive, ThisProcess) {
  const Scanned all = scan_self();
  ASSERT_EQ(all.error, "");
  const ThreadSnapshot* self = all.thread(static_cast<uint64_t>(::getpid()));
  ASSERT_NE(self, nullptr);
  EXPECT_EQ(self->ptid, static_cast<uint64_t>(::getppid()));
  EXPECT_EQ(self->sid, ::getsid(0));
  EXPECT_EQ(self->pgid, ::getpgrp());
  EXPECT_EQ(self->vpgid, ::getpgrp());
  EXPECT_EQ(self->uid, ::geteuid());
  EXPECT_EQ(self->gid, ::getegid());
  rlimit files;
  ::getrlimit(RLIMIT_NOFILE, &files);
  EXPECT_EQ(self->fdlimit, static_cast<int64_t>(files.rlim_cur));
  char path[4096] = "";
  EXPECT_NE(::getcwd(path, sizeof path), nullptr);
  EXPECT_EQ(self->cwd, path);
  EXPECT_EQ(self->comm, "proc_test");
  EXPECT_EQ(self->exepath.substr(self->exepath.rfind('/') + 1), "proc_test");
  EXPECT_EQ(self->exe, program_invocation_name);
  struct stat program;
  ASSERT_EQ(::stat(self->exepath.c_str(), &program), 0);
  EXPECT_EQ(self->exe_ino, program.st_ino);
  EXPECT_EQ(self->exe_ino_mtime / 1'000'000'000, static_cast<uint64_t>(program.st_mtime));
  EXPECT_EQ(self->exe_ino_ctime % 1'000'000'000, static_cast<uint64_t>(program.st_ctim.tv_nsec));
  EXPECT_GT(self->vmsize_kb, self->vmrss_kb);
  EXPECT_GT(self->vmrss_kb, 0u);
  EXPECT_GT(self->pfminor, 0u);
  std::string env;
  for (char** one = environ; *one; ++one) env += std::string(*one) + '\0';
  EXPECT_EQ(self->env.substr(0, 100), env.substr(0, 100));
  EXPECT_GT(self->pidns_init_start_ts, 0u);
  EXPECT_EQ(all.report.unreadable_processes == 0, all.report.unreadable.empty());
  // Its ancestors, without descriptors, and nobody else.
  EXPECT_NE(all.thread(static_cast<uint64_t>(::getppid())), nullptr);
  for (const FdSnapshot& fd : all.fds) EXPECT_EQ(fd.tid, static_cast<uint64_t>(::getpid()));
}

TEST(ProcLive, Machine) {
  ProcScanOptions options;
  options.only_processes = {::getpid()};
  const Scanned all = scan(options);
  struct sysinfo info;
  ASSERT_EQ(::sysinfo(&info), 0);
  EXPECT_EQ(all.machine.memory_bytes, info.totalram * info.mem_unit);
  EXPECT_EQ(all.machine.num_cpus, static_cast<uint32_t>(::sysconf(_SC_NPROCESSORS_ONLN)));
  char host[256] = "";
  ::gethostname(host, sizeof host);
  EXPECT_EQ(all.machine.hostname, host);
  timespec now, since_boot;
  ::clock_gettime(CLOCK_REALTIME, &now);
  ::clock_gettime(CLOCK_BOOTTIME, &since_boot);
  EXPECT_NEAR(static_cast<double>(all.machine.boot_ts_ns) / 1e9,
              static_cast<double>(now.tv_sec - since_boot.tv_sec), 2.0);
  const auto* interfaces = std::get_if<std::vector<InterfaceInfo>>(&all.items.at(1));
  ASSERT_NE(interfaces, nullptr);
  bool loopback = false;
  for (const InterfaceInfo& one : *interfaces) {
    loopback |= one.name == "lo" && !one.address.v6 && one.address.bytes[0] == 127 &&
                one.netmask.bytes[0] == 255;
  }
  EXPECT_TRUE(loopback);
  for (const UserInfo& user : all.users) {
    const passwd* known = ::getpwnam(user.name.c_str());
    ASSERT_NE(known, nullptr) << user.name;
    EXPECT_EQ(known->pw_uid, user.uid);
    EXPECT_EQ(known->pw_dir, user.home);
    EXPECT_EQ(known->pw_shell, user.shell);
  }
  EXPECT_FALSE(all.users.empty());
  EXPECT_FALSE(all.groups.empty());
}

TEST(ProcLive, Threads) {
  std::atomic<int> tid = 0;
  std::atomic<bool> done = false;
  std::thread other([&] {
    ::pthread_setname_np(::pthread_self(), "a) b\n(c");
    tid = static_cast<int>(::syscall(SYS_gettid));
    while (!done) ::usleep(1000);
  });
  while (tid == 0) ::usleep(100);
  const Scanned all = scan_self();
  done = true;
  other.join();
  const ThreadSnapshot* found = all.thread(static_cast<uint64_t>(tid.load()));
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->pid, static_cast<uint64_t>(::getpid()));
  EXPECT_EQ(found->comm, "a) b\n(c");
  EXPECT_EQ(found->flags, 0x2001u);
  EXPECT_EQ(found->vtid, tid.load());
  EXPECT_EQ(found->vpid, ::getpid());
  EXPECT_EQ(found->exepath, all.thread(static_cast<uint64_t>(::getpid()))->exepath);
}

// Thread and process have different files under the same number.
TEST(ProcLive, TablesOfThreads) {
  Opened opened;
  const int pid = ::getpid(), shared = opened(::open("/dev/null", O_RDONLY));
  std::atomic<int> tid = 0;
  std::atomic<bool> done = false;
  std::thread other([&] {
    if (::unshare(CLONE_FILES) == 0) {
      const int full = ::open("/dev/full", O_RDONLY);
      ::dup2(full, shared);
      ::close(full);
    }
    tid = static_cast<int>(::syscall(SYS_gettid));
    while (!done) ::usleep(1000);
  });
  while (tid == 0) ::usleep(100);
  const std::vector<FdSnapshot> all = scan_tables({pid, tid, -1});
  const std::vector<FdSnapshot> two = scan_tables({pid}, {1, shared, 9999});
  done = true;
  other.join();
  std::map<uint64_t, std::string> names;  // what each has, by the number of the thread
  for (const FdSnapshot& fd : all) {
    if (fd.fd == shared) names[fd.tid] = fd.name;
  }
  const std::map<uint64_t, std::string> wanted = {{static_cast<uint64_t>(pid), "/dev/null"},
                                                  {static_cast<uint64_t>(tid.load()), "/dev/full"}};
  EXPECT_EQ(names, wanted);
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(two[0].fd, 1);
  EXPECT_EQ(two[1].name, "/dev/null");
  EXPECT_TRUE(scan_tables({pid}, {}, "/no/such/folder").empty());
}

TEST(ProcLive, Files) {
  Opened opened;
  const std::string folder_of_tests = temp_path("");
  const std::string path = std::filesystem::canonical(folder_of_tests).string() + "/a file";
  const int file = opened(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  const int gone = opened(::open((path + "2").c_str(), O_WRONLY | O_CREAT, 0600));
  ::unlink((path + "2").c_str());
  const int folder = opened(::open("/usr", O_RDONLY | O_DIRECTORY));
  const int device = opened(::open("/dev/null", O_RDONLY));
  ::mkfifo((path + "3").c_str(), 0600);
  const int fifo = opened(::open((path + "3").c_str(), O_RDWR));
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_NONBLOCK), 0);
  opened(ends[0]);
  opened(ends[1]);
  const Scanned all = scan_self();
  struct stat status;
  for (int fd : {file, gone, folder, device, fifo, ends[0], ends[1]}) {
    ASSERT_EQ(::fstat(fd, &status), 0);
    EXPECT_EQ(fd_of(all, fd).ino, status.st_ino) << fd;
  }
  EXPECT_EQ(fd_of(all, file).name, path);
  EXPECT_EQ(fd_of(all, file).type, FdType::kFile);
  EXPECT_EQ(fd_of(all, file).open_flags, 0x100bu);  // O_RDWR, O_APPEND, O_CLOEXEC
  ::fstat(device, &status);
  const uint32_t dev = fd_of(all, device).dev;
  EXPECT_EQ(dev, (minor(status.st_dev) & 0xff) | major(status.st_dev) << 8);
  EXPECT_EQ(fd_of(all, gone).name, path + "2 (deleted)");
  EXPECT_EQ(fd_of(all, gone).open_flags, 0x2u);
  EXPECT_EQ(fd_of(all, folder).type, FdType::kDirectory);
  EXPECT_EQ(fd_of(all, folder).name, "/usr");
  EXPECT_EQ(fd_of(all, fifo).type, FdType::kFifo);
  EXPECT_EQ(fd_of(all, fifo).name, path + "3");
  EXPECT_EQ(fd_of(all, ends[0]).type, FdType::kFifo);
  EXPECT_EQ(fd_of(all, ends[0]).name, fd_of(all, ends[1]).name);
  EXPECT_EQ(fd_of(all, ends[0]).open_flags, 0x40u);
}

TEST(ProcLive, Objects) {
  Opened opened;
  sigset_t signals;
  ::sigemptyset(&signals);
  char uring_params[120] = {};
  union {
    uint32_t words[4] = {2, 4, 4, 1};  // an array with one element
    char room[128];
  } map;
  const struct {
    int fd;
    FdType type;
    std::string name;
    const char* call;
  } rows[] = {
      {opened(::eventfd(0, 0)), FdType::kEvent, "", "eventfd"},
      {opened(::epoll_create1(0)), FdType::kEventpoll, "", "epoll_create1"},
      {opened(::inotify_init1(0)), FdType::kInotify, "", "inotify_init1"},
      {opened(::timerfd_create(CLOCK_MONOTONIC, 0)), FdType::kTimerfd, "", "timerfd_create"},
      {opened(::signalfd(-1, &signals, 0)), FdType::kSignalfd, "", "signalfd"},
      {opened(::memfd_create("my (deleted) memory", 0)), FdType::kMemfd, "my (deleted) memory",
       "memfd_create"},
      {opened(static_cast<int>(::syscall(SYS_pidfd_open, ::getpid(), 0))), FdType::kPidfd,
       "/proc/" + std::to_string(::getpid()), "pidfd_open"},
      {opened(static_cast<int>(::syscall(SYS_io_uring_setup, 2, uring_params))), FdType::kIouring,
       "", "io_uring_setup"},
      {opened(static_cast<int>(::syscall(SYS_userfaultfd, 1))), FdType::kUserfaultfd, "",
       "userfaultfd"},
      {opened(static_cast<int>(::syscall(SYS_bpf, 0, &map, 128))), FdType::kBpf, "", "bpf"},
  };
  const Scanned all = scan_self();
  for (const auto& row : rows) {
    if (row.fd < 0) {
      std::printf("SKIPPED %s: this kernel refuses it\n", row.call);
      continue;
    }
    EXPECT_EQ(fd_of(all, row.fd).type, row.type) << row.call;
    EXPECT_EQ(fd_of(all, row.fd).name, row.name) << row.call;
  }
  EXPECT_GE(rows[0].fd, 0);
}

TEST(ProcLive, IpSockets) {
  Opened opened;
  const int listener = opened(listen_on(AF_INET, "127.0.0.1"));
  const int listener6 = opened(listen_on(AF_INET6, "::"));
  ASSERT_GE(listener, 0);
  const int client = opened(connect_to(listener));
  const int server = opened(::accept(listener, nullptr, nullptr));
  const int datagram = opened(listen_on(AF_INET, "127.0.0.1", SOCK_DGRAM));
  const int sender = opened(connect_to(datagram, SOCK_DGRAM));
  const int idle = opened(::socket(AF_INET, SOCK_STREAM, 0));
  const int idle6 = opened(::socket(AF_INET6, SOCK_DGRAM, 0));
  const Scanned all = scan_self();
  for (int fd : {client, server, sender}) {
    const FdSnapshot& one = fd_of(all, fd);
    EXPECT_EQ(one.type, FdType::kIpv4);
    EXPECT_EQ(one.l4, fd == sender ? L4Proto::kUdp : L4Proto::kTcp);
    EXPECT_EQ(scanned_end(one.source, one.source_port), end_text(fd, false));
    EXPECT_EQ(scanned_end(one.dest, one.dest_port), end_text(fd, true));
  }
  for (int fd : {listener, datagram}) {
    const FdSnapshot& one = fd_of(all, fd);
    EXPECT_EQ(one.type, FdType::kIpv4Server);
    EXPECT_EQ(scanned_end(one.source, one.source_port), end_text(fd, false));
  }
  EXPECT_EQ(fd_of(all, idle).type, FdType::kIpv4);
  EXPECT_EQ(fd_of(all, idle).l4, L4Proto::kTcp);
  EXPECT_EQ(fd_of(all, idle).source_port, 0);
  if (idle6 >= 0) {
    EXPECT_EQ(fd_of(all, idle6).type, FdType::kIpv6);
    EXPECT_EQ(fd_of(all, idle6).l4, L4Proto::kUdp);
  }
  if (listener6 < 0) GTEST_SKIP() << "SKIPPED the rest: no IPv6 here";
  EXPECT_EQ(fd_of(all, listener6).type, FdType::kIpv6Server);
  EXPECT_EQ(fd_of(all, listener6).source_port, ntohs([&] {
              sockaddr_in6 own = {};
              socklen_t size = sizeof own;
              ::getsockname(listener6, reinterpret_cast<sockaddr*>(&own), &size);
              return own.sin6_port;
            }()));
}

// IPv4 through an IPv6 socket, and IPv6 proper.
TEST(ProcLive, Ipv6Sockets) {
  Opened opened;
  const int listener = opened(listen_on(AF_INET6, "::"));
  const int proper = opened(listen_on(AF_INET6, "::1"));
  if (listener < 0 || proper < 0) GTEST_SKIP() << "SKIPPED no IPv6 here";
  sockaddr_in6 own = {};
  socklen_t size = sizeof own;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&own), &size);
  const int client = opened(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in to = {};
  to.sin_family = AF_INET;
  to.sin_port = own.sin6_port;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::connect(client, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
  const int server = opened(::accept(listener, nullptr, nullptr));
  const int client6 = opened(connect_to(proper));
  const Scanned all = scan_self();
  const FdSnapshot& mapped = fd_of(all, server);
  EXPECT_EQ(mapped.type, FdType::kIpv4);
  EXPECT_EQ(scanned_end(mapped.source, mapped.source_port), end_text(server, false));
  EXPECT_EQ(scanned_end(mapped.dest, mapped.dest_port), end_text(server, true));
  const FdSnapshot& six = fd_of(all, client6);
  EXPECT_EQ(six.type, FdType::kIpv6);
  EXPECT_EQ(scanned_end(six.source, six.source_port), end_text(client6, false));
  EXPECT_EQ(scanned_end(six.dest, six.dest_port), end_text(client6, true));
}

TEST(ProcLive, OtherSockets) {
  Opened opened;
  int pair[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  opened(pair[0]);
  opened(pair[1]);
  const std::string path = temp_path("sock et");
  const auto bound = [&](std::string_view name) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    const int fd = opened(::socket(AF_UNIX, SOCK_DGRAM, 0));
    EXPECT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address),
                     static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size())),
              0);
    return fd;
  };
  const std::string abstract = "sonde test " + std::to_string(::getpid());
  const int named = bound(path), hidden = bound('\0' + abstract);
  const int netlink = opened(::socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE));
  const Scanned all = scan_self();
  EXPECT_EQ(fd_of(all, named).type, FdType::kUnix);
  EXPECT_EQ(fd_of(all, named).name, path);
  EXPECT_EQ(fd_of(all, hidden).name, abstract);
  EXPECT_EQ(fd_of(all, pair[0]).type, FdType::kUnix);
  EXPECT_EQ(fd_of(all, pair[0]).name, "");
  EXPECT_NE(fd_of(all, pair[0]).ino, fd_of(all, pair[1]).ino);
  EXPECT_EQ(fd_of(all, netlink).type, FdType::kNetlink);
  struct stat status;
  ::fstat(netlink, &status);
  EXPECT_EQ(fd_of(all, netlink).ino, status.st_ino);
}

TEST(ProcLive, OwnReadingIsLeftOut) {
  const Scanned once = scan_self(), again = scan_self();
  EXPECT_EQ(once.fds.size(), again.fds.size());
  for (const FdSnapshot& fd : once.fds) {
    EXPECT_EQ(::fcntl(static_cast<int>(fd.fd), F_GETFD) < 0, false) << fd.name;
  }
}

// Everything, with processes that come and go meanwhile.
TEST(ProcLive, WholeMachineWhileProcessesVanish) {
  std::atomic<bool> done = false;
  std::thread busy([&] {
    while (!done) {
      const int pid = ::fork();
      if (pid == 0) ::_exit(0);
      ::waitpid(pid, nullptr, 0);
    }
  });
  for (int i = 0; i < 5; ++i) {
    const Scanned all = scan(ProcScanOptions());
    ASSERT_EQ(all.error, "");
    EXPECT_NE(all.thread(static_cast<uint64_t>(::getpid())), nullptr);
    EXPECT_NE(all.thread(static_cast<uint64_t>(::getppid())), nullptr);
    EXPECT_EQ(all.report.threads, all.threads.size());
    EXPECT_EQ(all.report.descriptors, all.fds.size());
    std::set<uint64_t> tids;
    for (const ThreadSnapshot& thread : all.threads) {
      EXPECT_TRUE(tids.insert(thread.tid).second) << thread.tid << " is there twice";
    }
    for (const ThreadSnapshot& thread : all.threads) {
      EXPECT_TRUE(tids.contains(thread.pid)) << thread.tid << " has no leader";
    }
    for (const FdSnapshot& fd : all.fds) EXPECT_TRUE(tids.contains(fd.tid)) << fd.tid;
  }
  done = true;
  busy.join();
}

}  // namespace
}  // namespace sonde::test
