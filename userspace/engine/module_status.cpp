// See module_status.h. Questions are asked in the order in which an answer makes the later ones
// pointless: may I, is it loaded, can this machine load it at all, is there one to load.
// SPDX-License-Identifier: Apache-2.0
#include "engine/module_status.h"

#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <vector>

#include "driver/uapi/ioctl.h"
#include "engine/module_file.h"

namespace sonde {
namespace {

namespace fs = std::filesystem;

constexpr int kOldestMajor = 5, kOldestMinor = 10;

Error unavailable(std::string what, std::string hint) {
  return Error{ErrorKind::kSystem, "cannot capture live: " + std::move(what), std::move(hint)};
}

bool exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// The whole of a small file; empty when it cannot be read.
std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string first_line(const std::string& path) {
  const std::string text = content_of(path);
  return text.substr(0, text.find('\n'));
}

std::vector<std::string> entries_of(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code problem;
  for (fs::directory_iterator it(folder, problem), end; !problem && it != end;
       it.increment(problem)) {
    names.push_back(it->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string with_sudo(const ModuleRoots& roots, const std::string& command) {
  return (roots.user_id == 0 ? "" : "sudo ") + command;
}

std::string group_name(const ModuleRoots& roots, uint32_t group) {
  std::istringstream lines(content_of(roots.etc + "/group"));
  for (std::string line; std::getline(lines, line);) {  // NAME:x:NUMBER:MEMBERS
    const size_t colon = line.find(':');
    const size_t number_at = line.find(':', colon + 1);
    if (colon == line.npos || number_at == line.npos) continue;
    const std::string number = line.substr(number_at + 1);
    if (number.substr(0, number.find(':')) == std::to_string(group)) return line.substr(0, colon);
  }
  return std::to_string(group);
}

bool is_container(const ModuleRoots& roots) {
  if (exists(roots.run + "/.containerenv") || exists(roots.run + "/systemd/container")) return true;
  if (exists(roots.dockerenv)) return true;
  const std::string environment = content_of(roots.proc + "/1/environ");
  return environment.starts_with("container=") ||
         environment.find(std::string(1, '\0') + "container=") != std::string::npos;
}

// The mode in brackets: "none [integrity] confidentiality"; "none" when there is no such thing.
std::string lockdown_mode(const ModuleRoots& roots) {
  const std::string modes = first_line(roots.sys + "/kernel/security/lockdown");
  const size_t open = modes.find('['), close = modes.find(']');
  return open == modes.npos || close == modes.npos ? "none"
                                                   : modes.substr(open + 1, close - open - 1);
}

bool wants_signature(const ModuleRoots& roots) {
  return lockdown_mode(roots) != "none" ||
         first_line(roots.sys + "/module/module/parameters/sig_enforce") == "Y";
}

// ---- the device is there ----

Error not_allowed(const ModuleRoots& roots, int open_errno) {
  if (lockdown_mode(roots) == "confidentiality") {
    return unavailable("the kernel is locked down (confidentiality), which forbids tracing to all",
                       "boot without lockdown=confidentiality on the kernel's command line");
  }
  const bool in_container = is_container(roots);
  if (in_container && roots.user_id == 0) {
    return unavailable("this container may not trace its host",
                       "start it with --cap-add=PERFMON, or CAP_SYS_ADMIN for old runtimes");
  }
  struct stat status {};
  if (stat((roots.dev + "/sonde").c_str(), &status) == 0 && status.st_gid != 0) {
    const std::string group = group_name(roots, status.st_gid);
    return unavailable(roots.dev + "/sonde is for root and members of the group '" + group + "'",
                       "sudo usermod -aG " + group + " $USER, then log in again; or use sudo");
  }
  return unavailable(
      open_errno == EPERM
          ? std::string("that needs CAP_PERFMON, CAP_SYS_ADMIN or a group that owns the device")
          : "only root may open " + roots.dev + "/sonde",
      "run it with sudo");
}

// ---- the module is not loaded: what there is of it ----

struct FoundModule {
  std::string path;
  bool is_compressed = false;
};

std::optional<FoundModule> find_module(const std::string& folder) {
  std::error_code problem;
  fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied,
                                      problem);
  for (const fs::recursive_directory_iterator end; !problem && it != end; it.increment(problem)) {
    const std::string name = it->path().filename().string();
    if (name == "sonde.ko") return FoundModule{it->path().string(), false};
    if (name.starts_with("sonde.ko.")) return FoundModule{it->path().string(), true};
    // The links to the kernel's headers, which hold many files and no modules.
    if (name == "build" || name == "source") it.disable_recursion_pending();
  }
  return std::nullopt;
}

// The version that DKMS knows of; empty: none.
std::string dkms_version(const ModuleRoots& roots) {
  for (const std::string& name : entries_of(roots.dkms + "/sonde")) {
    if (!name.starts_with("kernel-") && exists(roots.dkms + "/sonde/" + name + "/source")) {
      return name;
    }
  }
  constexpr std::string_view kPrefix = "sonde-";
  for (const std::string& name : entries_of(roots.sources)) {
    if (name.starts_with(kPrefix) && exists(roots.sources + "/" + name + "/dkms.conf")) {
      return name.substr(kPrefix.size());
    }
  }
  return {};
}

bool has_headers(const ModuleRoots& roots) {
  return exists(roots.modules + "/" + roots.release + "/build/Makefile");
}

std::string headers_command(const ModuleRoots& roots) {
  return with_sudo(roots, "apt-get install linux-headers-" + roots.release);
}

Error unsigned_module(const ModuleRoots& roots, const std::string& path) {
  std::string key = roots.dkms + "/mok.pub";
  return unavailable(
      "Secure Boot or the kernel's settings allow signed modules only, and " + path + " is not",
      "sign it, and make the key known: " + with_sudo(roots, "mokutil --import " + key) +
          ", then restart and confirm the key");
}

// A file that may be loaded: why is it not?
Error judge_module(const ModuleRoots& roots, const FoundModule& found, bool was_given) {
  const std::string load =
      with_sudo(roots, was_given ? "insmod " + found.path : std::string("modprobe sonde"));
  if (!found.is_compressed) {
    Result<ModuleFile> file = read_module_file(found.path);
    if (!file) {
      return unavailable(file.error().what, "build it again: packaging/try, from sonde's sources");
    }
    const ModuleFile& module = file.value();
    if (module.kernel != roots.release) {
      return unavailable(
          found.path + " was built for kernel " + module.kernel + ", but this is " + roots.release,
          has_headers(roots) ? "build it again: packaging/try, from sonde's sources, or " +
                                   with_sudo(roots, "dkms autoinstall")
                             : headers_command(roots) + ", then build it again");
    }
    if (!module.is_signed && wants_signature(roots)) return unsigned_module(roots, found.path);
  }
  return unavailable("the kernel module is not loaded", load);
}

Error not_built(const ModuleRoots& roots, const std::string& version) {
  if (!has_headers(roots)) {
    return unavailable("the kernel module is not built for kernel " + roots.release +
                           ", whose headers are missing",
                       headers_command(roots) + "; DKMS then builds the module by itself");
  }
  const std::string log = roots.dkms + "/sonde/" + version + "/build/make.log";
  const std::string command =
      with_sudo(roots, "dkms install sonde/" + version + " -k " + roots.release);
  if (exists(log)) {
    return unavailable("the kernel module was not built for kernel " + roots.release,
                       command + "; if that fails, " + log + " says why");
  }
  return unavailable("the kernel module is not built for kernel " + roots.release, command);
}

std::string other_kernel_with_module(const ModuleRoots& roots) {
  for (const std::string& release : entries_of(roots.modules)) {
    if (release != roots.release && find_module(roots.modules + "/" + release)) return release;
  }
  return {};
}

Error find_and_judge(const ModuleRoots& roots) {
  if (!roots.module_file.empty()) {
    return judge_module(roots, FoundModule{roots.module_file, false}, true);
  }
  const std::optional<FoundModule> found = find_module(roots.modules + "/" + roots.release);
  if (found) return judge_module(roots, *found, false);
  const std::string version = dkms_version(roots);
  if (!version.empty()) return not_built(roots, version);
  const std::string other = other_kernel_with_module(roots);
  if (!other.empty()) {
    return unavailable(
        "the kernel module is installed for kernel " + other + ", but this is " + roots.release,
        "start that kernel, or build the module for this one");
  }
  if (!exists(roots.modules + "/" + roots.release)) {
    return unavailable("this machine has nothing to build or load modules with: " + roots.modules +
                           "/" + roots.release + " is missing",
                       headers_command(roots) +
                           "; where the kernel is not Debian's, sonde needs "
                           "the headers that belong to it");
  }
  return unavailable("the kernel module is not installed",
                     "packaging/try, in sonde's sources, builds and loads it");
}

// ---- can this machine load it at all? ----

bool is_too_old(const std::string& release) {
  int major = 0, minor = 0;
  if (std::sscanf(release.c_str(), "%d.%d", &major, &minor) != 2) return false;
  return major < kOldestMajor || (major == kOldestMajor && minor < kOldestMinor);
}

Error not_loaded(const ModuleRoots& roots) {
  if (roots.machine != "x86_64") {
    return unavailable("the kernel module is for x86-64, and this machine is " + roots.machine,
                       "captures made elsewhere can be read: sonde -r FILE");
  }
  if (is_too_old(roots.release)) {
    return unavailable("kernel " + roots.release + " is too old: 5.10 is the oldest that works",
                       "start a newer kernel; captures can be read with any: sonde -r FILE");
  }
  if (is_container(roots)) {
    return unavailable("this is a container, and the module is not loaded on its host",
                       "on the host: modprobe sonde; then start the container with "
                       "--device /dev/sonde --cap-add=PERFMON");
  }
  if (!exists(roots.proc + "/modules")) {
    return unavailable("this kernel was built without modules",
                       "start a kernel that can load modules, such as Debian's");
  }
  if (first_line(roots.proc + "/sys/kernel/modules_disabled") == "1") {
    return unavailable(
        "this machine loads no more modules until it is restarted "
        "(kernel.modules_disabled is 1)",
        "restart it with the module in /etc/modules-load.d");
  }
  return find_and_judge(roots);
}

Error device_missing(const ModuleRoots& roots) {
  if (is_container(roots)) {
    return unavailable("the module is loaded, but this container has no " + roots.dev + "/sonde",
                       "start the container with --device /dev/sonde --cap-add=PERFMON");
  }
  return unavailable("the module is loaded, but there is no " + roots.dev + "/sonde",
                     with_sudo(roots, "udevadm trigger --action=add /sys/class/misc/sonde"));
}

}  // namespace

ModuleRoots ModuleRoots::of_this_machine() {
  ModuleRoots roots;
  utsname names{};
  if (::uname(&names) == 0) {
    roots.release = names.release;
    roots.machine = names.machine;
  }
  roots.user_id = ::geteuid();
  return roots;
}

Error explain_unavailable(const ModuleRoots& roots, int open_errno) {
  switch (open_errno) {
    case EACCES:
    case EPERM:
      return not_allowed(roots, open_errno);
    case EBUSY:
      return unavailable(
          "as many programs as the module allows trace already",
          "end one of them: " + with_sudo(roots, "fuser -v " + roots.dev + "/sonde"));
    case ENOMEM:
      return unavailable("the kernel has no memory for the rings",
                         "ask for smaller ones with --ring-size");
    case EDQUOT:
      return unavailable(
          "the rings are larger than what your user may lock in memory",
          "ask for smaller ones with --ring-size, or raise ulimit -l or the module's member_mib");
    case EOPNOTSUPP:
      return unavailable("this kernel cannot tell of everything that is asked for",
                         "leave out --page-faults and --switches");
    case ENOENT:
    case ENODEV:
    case ENXIO:
      // A node may outlive its module.
      if (exists(roots.sys + "/module/sonde") && open_errno == ENOENT) return device_missing(roots);
      return not_loaded(roots);
    default:
      return unavailable(roots.dev + "/sonde: " + std::strerror(open_errno), {});
  }
}

Result<void> check_version(uint32_t module_api) {
  if (module_api == SONDE_API_VERSION) return {};
  const bool module_is_older = module_api < SONDE_API_VERSION;
  return unavailable("the loaded module is " + std::string(module_is_older ? "older" : "newer") +
                         " than this program: interface " + std::to_string(module_api) + ", not " +
                         std::to_string(SONDE_API_VERSION),
                     module_is_older
                         ? "load the new one: sudo modprobe -r sonde && sudo modprobe sonde"
                         : "use the program that came with the module");
}

}  // namespace sonde
