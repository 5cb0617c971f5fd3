// Why there is no live capture: every reason on a made-up machine, whose folders hold what a real
// one's would. The sonde.ko files are ELF written byte by byte here.
// SPDX-License-Identifier: Apache-2.0
#include "engine/module_status.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "driver/uapi/ioctl.h"
#include "engine/module_file.h"
#include "temp_path.h"

namespace sonde {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRelease = "6.1.0-56-cloud-amd64";

void write(const std::string& path, const std::string& content) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

void put(std::string& to, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) {
    to += static_cast<char>(value);
    value >>= 8;
  }
}

void put_section(std::string& to, uint32_t name, uint32_t type, uint64_t at, uint64_t size) {
  put(to, name, 4);
  put(to, type, 4);
  put(to, 0, 16);  // flags, address
  put(to, at, 8);
  put(to, size, 8);
  put(to, 0, 8);  // link, info
  put(to, 1, 8);  // alignment
  put(to, 0, 8);
}

// An object file for x86-64 with the sections "", .modinfo and .shstrtab (elf(5)).
std::string module_with(const std::string& info) {
  const std::string names("\0.modinfo\0.shstrtab\0", 20);
  const uint64_t info_at = 64, names_at = info_at + info.size();
  const uint64_t sections_at = names_at + names.size();
  std::string out("\177ELF\2\1\1\0\0\0\0\0\0\0\0\0", 16);
  put(out, 1, 2);   // relocatable
  put(out, 62, 2);  // x86-64
  put(out, 1, 4);
  put(out, 0, 16);  // entry, program headers
  put(out, sections_at, 8);
  put(out, 0, 4);
  put(out, 64, 2);
  put(out, 0, 4);
  put(out, 64, 2);
  put(out, 3, 2);
  put(out, 2, 2);
  out += info + names;
  put_section(out, 0, 0, 0, 0);
  put_section(out, 1, 1, info_at, info.size());
  put_section(out, 10, 3, names_at, names.size());
  return out;
}

std::string module_for(const std::string& release) {
  const std::string nul(1, '\0');
  return module_with("license=GPL" + nul + "version=1" + nul + "vermagic=" + release +
                     " SMP preempt mod_unload modversions " + nul);
}

class ModuleStatusTest : public testing::Test {
 protected:
  ModuleStatusTest() : top_(test::temp_path("machine")) {
    fs::remove_all(top_);
    roots_.dev = top_ + "/dev";
    roots_.proc = top_ + "/proc";
    roots_.sys = top_ + "/sys";
    roots_.etc = top_ + "/etc";
    roots_.run = top_ + "/run";
    roots_.modules = top_ + "/lib/modules";
    roots_.sources = top_ + "/usr/src";
    roots_.dkms = top_ + "/var/lib/dkms";
    roots_.dockerenv = top_ + "/.dockerenv";
    roots_.release = kRelease;
    roots_.machine = "x86_64";
    roots_.user_id = 1000;
    // An ordinary machine that loads modules, with a kernel of Debian's and nothing of ours.
    write(roots_.proc + "/modules", "ext4 1 0 - Live 0x0\n");
    write(roots_.proc + "/sys/kernel/modules_disabled", "0\n");
    write(roots_.sys + "/kernel/security/lockdown", "[none] integrity confidentiality\n");
    write(roots_.sys + "/module/module/parameters/sig_enforce", "N\n");
    write(here("/kernel/fs/ext4/ext4.ko"), "");
  }
  ~ModuleStatusTest() override { fs::remove_all(top_); }

  std::string here(const std::string& rest) const { return roots_.modules + "/" + kRelease + rest; }
  void add_headers() { write(here("/build/Makefile"), ""); }
  void add_module(const std::string& content) { write(here("/updates/dkms/sonde.ko"), content); }

  void expect(const std::string& what, const std::string& hint, int error = ENOENT) {
    const Error answer = explain_unavailable(roots_, error);
    EXPECT_EQ(answer.kind, ErrorKind::kSystem);
    EXPECT_NE(answer.what.find(what), std::string::npos) << answer.what;
    EXPECT_NE(answer.hint.find(hint), std::string::npos) << answer.hint;
    EXPECT_EQ(answer.what.rfind("cannot capture live: ", 0), 0u);
    EXPECT_EQ(answer.what.find('\n'), std::string::npos);
  }

  std::string top_;
  ModuleRoots roots_;
};

TEST_F(ModuleStatusTest, IsBuiltAndNotLoaded) {
  add_module(module_for(kRelease));
  expect("is not loaded", "sudo modprobe sonde");
  roots_.user_id = 0;
  expect("is not loaded", "modprobe sonde");
  EXPECT_EQ(explain_unavailable(roots_, ENOENT).hint, "modprobe sonde");
}

TEST_F(ModuleStatusTest, CompressedModulesAreTakenAtTheirWord) {
  write(here("/updates/dkms/sonde.ko.xz"), "not looked into");
  expect("is not loaded", "sudo modprobe sonde");
}

TEST_F(ModuleStatusTest, WasUnloadedAndLeftItsNode) {
  add_module(module_for(kRelease));
  write(roots_.dev + "/sonde", "");
  expect("is not loaded", "modprobe sonde", ENODEV);
  expect("is not loaded", "modprobe sonde", ENXIO);
}

TEST_F(ModuleStatusTest, WasBuiltForAnotherKernel) {
  add_module(module_for("6.1.0-13-amd64"));
  expect("built for kernel 6.1.0-13-amd64, but this is " + roots_.release,
         "sudo apt-get install linux-headers-" + roots_.release);
  add_headers();
  expect("built for kernel 6.1.0-13-amd64", "build it again");
}

TEST_F(ModuleStatusTest, AGivenFileIsJudgedLikeAnInstalledOne) {
  roots_.module_file = top_ + "/build/sonde.ko";
  write(roots_.module_file, module_for(kRelease));
  expect("is not loaded", "sudo insmod " + roots_.module_file);
  write(roots_.module_file, module_for("5.10.0-1-amd64"));
  expect(roots_.module_file + " was built for kernel 5.10.0-1-amd64", "");
  write(roots_.module_file, "#!/bin/sh\n");
  expect("is no kernel module", "build it again");
  roots_.module_file = top_ + "/nowhere.ko";
  expect("No such file", "build it again");
}

TEST_F(ModuleStatusTest, DkmsKnowsItButItIsNotBuilt) {
  write(roots_.sources + "/sonde-0.1.0/dkms.conf", "");
  expect("headers are missing", "linux-headers-" + roots_.release + "; DKMS then builds");
  add_headers();
  expect("is not built for kernel " + roots_.release,
         "sudo dkms install sonde/0.1.0 -k " + roots_.release);
  fs::create_directories(roots_.dkms + "/sonde/0.2.0/source");
  fs::create_directories(roots_.dkms + "/sonde/kernel-6.1.0-13-amd64-x86_64");
  write(roots_.dkms + "/sonde/0.2.0/build/make.log", "error");
  expect("was not built", "dkms install sonde/0.2.0");
  expect("was not built", "/sonde/0.2.0/build/make.log says why");
}

TEST_F(ModuleStatusTest, IsInstalledForAnotherKernelOnly) {
  write(roots_.modules + "/6.12.1/updates/sonde.ko", module_for("6.12.1"));
  expect("installed for kernel 6.12.1, but this is", "start that kernel");
}

TEST_F(ModuleStatusTest, IsNotInstalledAtAll) {
  expect("is not installed", "packaging/try");
  fs::remove_all(roots_.modules);
  expect("is missing", "linux-headers-" + roots_.release);
}

TEST_F(ModuleStatusTest, TheMachineCannotLoadIt) {
  add_module(module_for(kRelease));
  write(roots_.proc + "/sys/kernel/modules_disabled", "1\n");
  expect("loads no more modules", "restart");
  fs::remove(roots_.proc + "/modules");
  expect("built without modules", "");
  roots_.release = "5.9.0-1-amd64";
  expect("5.10 is the oldest", "");
  roots_.release = "4.19.0";
  expect("kernel 4.19.0 is too old", "");
  roots_.machine = "aarch64";
  expect("this machine is aarch64", "sonde -r FILE");
}

TEST_F(ModuleStatusTest, KernelsFrom510OnAreNotTooOld) {
  for (const char* release : {"5.10.0-46-cloud-amd64", "6.1.0", "7.3.4+deb13-cloud-amd64"}) {
    roots_.release = release;
    EXPECT_EQ(explain_unavailable(roots_, ENOENT).what.find("too old"), std::string::npos);
  }
}

TEST_F(ModuleStatusTest, SecureBootRefusesAnUnsignedModule) {
  add_module(module_for(kRelease));
  write(roots_.sys + "/kernel/security/lockdown", "none [integrity] confidentiality\n");
  expect("signed modules only", "mokutil --import");
  add_module(module_for(kRelease) + "signature~Module signature appended~\n");
  expect("is not loaded", "modprobe sonde");
  add_module(module_for(kRelease));
  write(roots_.sys + "/kernel/security/lockdown", "[none] integrity confidentiality\n");
  write(roots_.sys + "/module/module/parameters/sig_enforce", "Y\n");
  expect("signed modules only", "mokutil --import");
}

TEST_F(ModuleStatusTest, Containers) {
  add_module(module_for(kRelease));
  const std::string nul(1, '\0');
  write(roots_.proc + "/1/environ", "PATH=/bin" + nul + "container=lxc" + nul);
  expect("this is a container", "on the host: modprobe sonde");
  write(roots_.proc + "/1/environ", "PATH=/bin" + nul + "my_container=no" + nul);
  expect("is not loaded", "modprobe");
  write(roots_.dockerenv, "");
  expect("this is a container", "--device /dev/sonde");
  fs::create_directories(roots_.sys + "/module/sonde");
  expect("this container has no", "--device /dev/sonde");
  roots_.user_id = 0;
  expect("may not trace its host", "--cap-add=PERFMON", EPERM);
}

TEST_F(ModuleStatusTest, TheNodeIsMissing) {
  fs::create_directories(roots_.sys + "/module/sonde");
  expect("is loaded, but there is no", "udevadm trigger");
}

TEST_F(ModuleStatusTest, NoRightToTheDevice) {
  const std::string device = roots_.dev + "/sonde";
  write(device, "");
  const gid_t group = ::getegid() == 0 ? 4711 : ::getegid();
  ASSERT_EQ(::chown(device.c_str(), static_cast<uid_t>(-1), group), 0);
  write(roots_.etc + "/group", "root:x:0:\nsonde:x:" + std::to_string(group) + ":ada\n");
  expect("members of the group 'sonde'", "sudo usermod -aG sonde $USER", EACCES);
  write(roots_.etc + "/group", "root:x:0:\n");
  expect("members of the group '" + std::to_string(group) + "'", "usermod", EACCES);
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown(device.c_str(), 0, 0), 0);
    expect("only root may open", "run it with sudo", EACCES);
    expect("CAP_PERFMON", "run it with sudo", EPERM);
  }
  write(roots_.sys + "/kernel/security/lockdown", "none integrity [confidentiality]\n");
  expect("locked down", "lockdown=confidentiality", EPERM);
}

TEST_F(ModuleStatusTest, OtherRefusals) {
  expect("as many programs as the module allows", "fuser -v " + roots_.dev + "/sonde", EBUSY);
  expect("no memory for the rings", "--ring-size", ENOMEM);
  expect("larger than what your user may lock", "member_mib", EDQUOT);
  expect("cannot tell of everything", "--page-faults", EOPNOTSUPP);
  expect("Input/output error", "", EIO);
}

TEST(ModuleVersionTest, BothSidesMustAgree) {
  EXPECT_TRUE(check_version(SONDE_API_VERSION).ok());
  const Result<void> older = check_version(SONDE_API_VERSION - 1);
  ASSERT_FALSE(older.ok());
  EXPECT_NE(older.error().what.find("older than this program"), std::string::npos);
  EXPECT_NE(older.error().hint.find("modprobe -r sonde"), std::string::npos);
  EXPECT_NE(check_version(SONDE_API_VERSION + 1).error().what.find("newer"), std::string::npos);
}

TEST(ModuleFileTest, ReadsWhatTheFileSays) {
  const std::string path = test::temp_path("whole.ko");
  write(path, module_for("6.12.1"));
  const Result<ModuleFile> file = read_module_file(path);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file.value().kernel, "6.12.1");
  EXPECT_EQ(file.value().version, "1");
  EXPECT_FALSE(file.value().is_signed);
}

// Cut at every byte and with every byte of its head changed, it is read or refused.
TEST(ModuleFileTest, SurvivesDamage) {
  const std::string path = test::temp_path("damaged.ko");
  const std::string whole = module_for("6.12.1");
  size_t read = 0, refused = 0;
  for (size_t size = 0; size < whole.size(); ++size) {
    write(path, whole.substr(0, size));
    ++(read_module_file(path) ? read : refused);
  }
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(0xFF);
    write(path, damaged);
    ++(read_module_file(path) ? read : refused);
  }
  EXPECT_GT(refused, whole.size() / 2);
  EXPECT_GT(read, 10u);
}

}  // namespace
}  // namespace sonde
