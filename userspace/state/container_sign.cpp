// From the path of a control group to runtime and id; see container_sign.h. A path is read from the
// root to the leaf, component by component, against the table of runtimes. Ids that stand alone,
// pods, users and names of containerd are rules of their own.
// SPDX-License-Identifier: Apache-2.0
#include "state/container_sign.h"

#include <algorithm>
#include <charconv>

#include "state/unit_names.h"

namespace sonde {

namespace {

constexpr size_t kFullIdBytes = 64;
constexpr size_t kShortIdBytes = 12;
constexpr size_t kBuildIdBytes = 25;
constexpr size_t kUuidBytes = 36;
constexpr size_t kMaxNameBytes = 255;
constexpr size_t kMaxContainerdName = 76;
constexpr size_t kMaxDepth = 64;
constexpr std::string_view kScope = ".scope";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_hex(std::string_view text) { return std::ranges::all_of(text, is_hex_digit); }
bool is_full_id(std::string_view text) { return text.size() == kFullIdBytes && is_hex(text); }

bool is_uuid(std::string_view text) {
  return text.size() == kUuidBytes && std::ranges::count(text, '-') == 4 &&
         std::ranges::all_of(text, [](char c) { return is_hex_digit(c) || c == '-'; });
}

bool is_build_id(std::string_view text) {
  return text.size() == kBuildIdBytes &&
         std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); });
}

// What containerd allows as a name, and nothing that means something to a path.
bool is_plain_name(std::string_view text) {
  return !text.empty() && text[0] != '.' && text.size() <= kMaxContainerdName &&
         std::ranges::all_of(text, [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
                  c == '_' || c == '-';
         });
}

std::string_view without_scope(std::string_view text) {
  if (text.ends_with(kScope)) text.remove_suffix(kScope.size());
  return text;
}

// The id as it is written in `text`, and the app where there is one. False when it is none.
bool read_id(std::string_view text, IdForm form, ContainerSign& sign) {
  std::string_view id = text;
  switch (form) {
    case IdForm::kHex:
      id = without_scope(text);
      if (!is_full_id(id)) return false;
      break;
    case IdForm::kBuild:
      id = without_scope(text);
      if (!is_build_id(id)) return false;
      break;
    case IdForm::kUuid:
      if (!is_uuid(text)) return false;
      break;
    case IdForm::kName:
      if (is_unit_name(text)) return false;
      break;
    case IdForm::kEscaped: {
      if (text.starts_with("qemu\\x2d")) return false;  // a virtual machine
      sign.full_id = unescape_unit_name(text);
      // libvirt puts the number of its process before the name.
      const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
      if (digits > 0 && text.substr(digits).starts_with("\\x2d") &&
          sign.type == static_cast<int>(ContainerType::kLibvirtLxc)) {
        sign.full_id = unescape_unit_name(text.substr(digits + 4));
      }
      return !sign.full_id.empty() && sign.full_id.size() <= kMaxNameBytes;
    }
    case IdForm::kProject:
      if (const size_t at = text.rfind('_'); at < text.size() - 1) id = text.substr(at + 1);
      break;
    case IdForm::kAppInstance: {
      const size_t at = text.rfind('-');
      if (at == text.npos) return false;
      id = text.substr(at + 1);
      sign.app = unescape_unit_name(text.substr(0, at));
      break;
    }
    case IdForm::kAppUuid:
      if (text.size() > kUuidBytes + 1 && is_uuid(text.substr(text.size() - kUuidBytes))) {
        id = text.substr(0, text.size() - kUuidBytes - 1);
      }
      sign.app = id;
      break;
  }
  if (id.empty() || id.size() > kMaxNameBytes) return false;
  sign.full_id = id;
  return true;
}

class PathReader {
 public:
  PathReader(std::string_view path, const GroupHints& hints) : path_(path), hints_(hints) {
    for (size_t at = 0; at < path.size() && parts_.size() < kMaxDepth;) {
      const size_t end = std::min(path.find('/', at), path.size());
      const std::string_view part = path.substr(at, end - at);
      // Of a tracer in a group of its own, ".." leads to what is outside.
      if (!part.empty() && part != "..") parts_.push_back(part);
      at = end + 1;
    }
  }

  ContainerSign read() {
    for (at_ = 0; at_ < parts_.size(); ++at_) {
      note_surroundings();
      ContainerSign found;
      found.owner_uid = owner_uid_;
      if (!(known(found) || by_pattern(found) || stands_alone(found) || by_namespace(found))) {
        continue;
      }
      take(std::move(found));
    }
    return std::move(sign_);
  }

 private:
  std::string_view part() const { return parts_[at_]; }
  size_t end_of_part() const {
    return static_cast<size_t>(part().data() + part().size() - path_.data());
  }
  std::string_view parent() const { return at_ ? parts_[at_ - 1] : std::string_view(); }

  void take(ContainerSign found) {
    const bool first = sign_.id.empty() || (sign_.is_sandbox && !found.is_sandbox);
    if (!first) {
      if (!found.is_sandbox && !sign_.is_sandbox) sign_.inner.push_back(found.full_id);
      return;
    }
    const bool is_hex_id = is_full_id(found.full_id);
    found.id = is_hex_id ? found.full_id.substr(0, kShortIdBytes) : found.full_id;
    found.group = path_.substr(0, end_of_part());
    found.pod = pod_;
    found.is_kubernetes = in_kubernetes_;
    sign_ = std::move(found);
  }

  // Users, pods and helpers, of which the components after them are a part.
  void note_surroundings() {
    const std::string_view name = part();
    if (owner_uid_ == kNoId && parent() == "user.slice") owner_uid_ = uid_of_slice(name);
    if (!sign_.id.empty()) return;  // the pods of what runs inside are its own affair
    if (name.find("kubepods") != name.npos) in_kubernetes_ = true;
    const size_t podman = name.find("libpod_pod_");
    if (podman != name.npos && name.ends_with(".slice")) {
      const std::string_view id = name.substr(podman + 11, name.size() - podman - 11 - 6);
      if (is_full_id(id)) pod_ = id;
    } else if (parent() == "libpod_parent" && is_full_id(name)) {
      pod_ = name;
    } else if (in_kubernetes_) {
      note_kubernetes_pod(name);
    }
  }

  static uint32_t uid_of_slice(std::string_view name) {
    constexpr std::string_view kPrefix = "user-", kSuffix = ".slice";
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return kNoId;
    name.remove_prefix(kPrefix.size());
    uint32_t uid = 0;
    const char* const end = name.data() + name.size() - kSuffix.size();
    const auto [last, error] = std::from_chars(name.data(), end, uid);
    return error == std::errc() && last == end ? uid : kNoId;
  }

  // "podUID", "kubepods-burstable-podUID.slice" and what may follow a colon after that.
  void note_kubernetes_pod(std::string_view name) {
    name = name.substr(0, name.find(':'));
    if (name.ends_with(".slice")) {
      name.remove_suffix(6);
      const size_t at = name.rfind("-pod");
      if (at == name.npos) return;
      name.remove_prefix(at + 1);
    }
    if (!name.starts_with("pod")) return;
    std::string uid(name.substr(3));
    std::ranges::replace(uid, '_', '-');
    if (is_uuid(uid) || (uid.size() == 32 && is_hex(uid))) pod_ = std::move(uid);
  }

  // A path that is known to be a container's, whatever it looks like.
  bool known(ContainerSign& found) {
    if (!hints_.container_at) return false;
    int type = found.type;
    found.full_id = hints_.container_at(path_.substr(0, end_of_part()), type);
    found.type = type;
    return !found.full_id.empty();
  }

  bool by_pattern(ContainerSign& found) {
    for (const ContainerRuntime& runtime : container_runtimes()) {
      for (const GroupPattern& pattern : runtime.groups) {
        std::string_view text = part();
        if (!pattern.parent.empty() && parent() != pattern.parent) continue;
        if (!strip(text, pattern)) continue;
        found.type = static_cast<int>(runtime.type);
        found.is_sandbox = runtime.is_sandbox;
        if (read_id(text, pattern.form, found)) return is_believed(found);
        found.app.clear();
        found.full_id.clear();
      }
    }
    return false;
  }

  static bool strip(std::string_view& text, const GroupPattern& pattern) {
    if (pattern.prefix.starts_with(':')) {
      const size_t at = text.rfind(pattern.prefix);
      if (at == text.npos) return false;
      text.remove_prefix(at + pattern.prefix.size());
      return true;
    }
    if (text.size() < pattern.prefix.size() + pattern.suffix.size()) return false;
    if (!text.starts_with(pattern.prefix) || !text.ends_with(pattern.suffix)) return false;
    text.remove_prefix(pattern.prefix.size());
    text.remove_suffix(pattern.suffix.size());
    return true;
  }

  // What manages a user's units makes a unit of any name for its user. Runtimes without root's
  // rights put their scopes into "user.slice" or a pod's slice there. And of a machine, what is
  // called supervisor is systemd-nspawn itself.
  bool is_believed(const ContainerSign& found) const {
    if (found.type == static_cast<int>(ContainerType::kSystemdNspawn)) {
      return at_ + 1 == parts_.size() || parts_[at_ + 1] != "supervisor";
    }
    if (owner_uid_ == kNoId || found.is_sandbox || !sign_.id.empty()) return true;
    if (!part().ends_with(kScope) || !parent().ends_with(".slice")) return true;
    return parent() == "user.slice" || parent().starts_with("user-");
  }

  bool stands_alone(ContainerSign& found) {
    const std::string_view name = part();
    if (!is_full_id(name) || parent() == "libpod_parent") return false;
    found.full_id = name;
    found.type = static_cast<int>(type_of_lone_id());
    const bool in_namespace = found.type == static_cast<int>(ContainerType::kContainerd);
    if (in_namespace && !in_kubernetes_ && sign_.id.empty()) found.name_space = parent();
    if (in_namespace && in_kubernetes_) found.name_space = "k8s.io";
    return true;
  }

  ContainerType type_of_lone_id() const {
    const std::string_view above = parent();
    const bool in_pod = above.starts_with("pod") || above.find("kubepods") != above.npos;
    if (in_pod && (in_kubernetes_ || !sign_.id.empty())) return ContainerType::kContainerd;
    if (at_ == 1 && (above == "default" || above == "k8s.io")) return ContainerType::kContainerd;
    if (hints_.has_bundle && at_ == 1 && hints_.has_bundle(above, part())) {
      return ContainerType::kContainerd;
    }
    // Without systemd a user's containers lie below his own slice or a scope of podman's.
    const bool of_podman = std::ranges::any_of(
        parts_.begin(), parts_.begin() + static_cast<ptrdiff_t>(at_),
        [](std::string_view one) { return one.starts_with("podman-") && one.ends_with(kScope); });
    const bool of_user = at_ >= 2 && parts_[0] == "user.slice" && parts_[1].starts_with("user-");
    return of_podman || of_user ? ContainerType::kPodman : ContainerType::kDocker;
  }

  // "/NAMESPACE/NAME" of containerd, "/NAME" of a runtime that was called by itself. Any two names
  // look like this; but in the namespace "default" there are no others.
  bool by_namespace(ContainerSign& found) {
    if (at_ > 1 || is_unit_name(parts_[0]) || is_unit_name(part()) || !is_plain_name(part())) {
      return false;
    }
    const std::string_view space = at_ ? parts_[0] : std::string_view();
    const bool is_known = hints_.has_bundle && hints_.has_bundle(space, part());
    if (!is_known && space != "default") return false;
    found.full_id = part();
    found.name_space = space;
    found.type = static_cast<int>(at_ ? ContainerType::kContainerd : ContainerType::kRunc);
    return true;
  }

  std::string_view path_;
  const GroupHints& hints_;
  std::vector<std::string_view> parts_;
  size_t at_ = 0;
  ContainerSign sign_;
  uint32_t owner_uid_ = kNoId;
  std::string pod_;
  bool in_kubernetes_ = false;
};

}  // namespace

ContainerSign container_sign_in(std::string_view path, const GroupHints& hints) {
  return PathReader(path, hints).read();
}

// Hierarchies may say different things: a controller of version 2 may be switched on further up
// only. Containers go before sandboxes, and what says more of what is inside before the rest.
ContainerSign container_sign_of(std::string_view cgroups, const GroupHints& hints) {
  ContainerSign best;
  std::string_view last_path;
  for (std::string_view rest = cgroups; !rest.empty();) {
    const std::string_view path = next_group_path(rest);
    if (path.size() < 2 || path == last_path) continue;
    last_path = path;
    ContainerSign sign = container_sign_in(path, hints);
    const bool is_better = best.id.empty() || (best.is_sandbox && sign.is_container()) ||
                           (sign.full_id == best.full_id && sign.inner.size() > best.inner.size());
    if (!sign.id.empty() && is_better) best = std::move(sign);
  }
  return best;
}

std::string container_id_of(std::string_view cgroups, const GroupHints& hints) {
  ContainerSign sign = container_sign_of(cgroups, hints);
  return sign.is_container() ? std::move(sign.id) : std::string();
}

}  // namespace sonde
