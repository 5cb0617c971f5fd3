// Fields of Kubernetes and Mesos. Pods are known from the labels that kubelets give to containers;
// what only the servers of these systems could tell is known by name, so that old filters and
// formats are accepted, but never has a value.
// SPDX-License-Identifier: Apache-2.0
#include "fields/classes.h"
#include "fields/container_lookup.h"
#include "state/moment.h"
#include "state/state.h"

namespace sonde {

namespace {

using Labels = std::vector<std::pair<std::string, std::string>>;

std::string_view find_label(const Labels& labels, std::string_view key) {
  for (const auto& [name, value] : labels) {
    if (name == key) return value;
  }
  return {};
}

Value text_or_none(std::string_view text) {
  return text.empty() ? Value::none() : Value::text(text);
}

constexpr char kPodName[] = "io.kubernetes.pod.name";
constexpr char kPodNamespace[] = "io.kubernetes.pod.namespace";
constexpr char kPodUid[] = "io.kubernetes.pod.uid";

// Labels of the pod stand with its sandbox; a container carries the three that name the pod too.
template <const char* kLabel>
Value get_pod_label(const Moment& moment, FieldUse&) {
  const Container* container = container_of(moment);
  if (!container) return Value::none();
  const std::string_view own = find_label(container->labels, kLabel);
  return text_or_none(own.empty() ? find_label(container->pod_sandbox_labels, kLabel) : own);
}

const Labels* pod_labels(const Moment& moment) {
  const Container* container = container_of(moment);
  if (!container || find_label(container->labels, kPodName).empty()) {
    if (!container || container->pod_sandbox_labels.empty()) return nullptr;
  }
  return container->is_pod_sandbox ? &container->labels : &container->pod_sandbox_labels;
}

Value get_label(const Moment& moment, FieldUse& use) {
  const Labels* labels = pod_labels(moment);
  return labels ? text_or_none(find_label(*labels, use.arg)) : Value::none();
}

Value get_labels(const Moment& moment, FieldUse&) {
  const Labels* labels = pod_labels(moment);
  if (!labels) return Value::none();
  std::string all;
  for (const auto& [name, value] : *labels) {
    if (!all.empty()) all.append(", ");
    all.append(name).append(1, ':').append(value);
  }
  return text_or_none(moment.scratch->copy(all));
}

bool in_pod(const Container* container) {
  return container && (container->is_pod_sandbox || !container->pod_sandbox_id.empty() ||
                       !find_label(container->labels, kPodName).empty());
}

std::string_view sandbox_id(const Container& container) {
  return container.is_pod_sandbox ? container.full_id : container.pod_sandbox_id;
}

Value get_full_sandbox_id(const Moment& moment, FieldUse&) {
  const Container* container = container_of(moment);
  return in_pod(container) ? text_or_none(sandbox_id(*container)) : Value::none();
}

Value get_sandbox_id(const Moment& moment, FieldUse&) {
  const Container* container = container_of(moment);
  return in_pod(container) ? text_or_none(sandbox_id(*container).substr(0, 12)) : Value::none();
}

Value get_pod_ip(const Moment& moment, FieldUse&) {
  const Container* container = container_of(moment);
  return in_pod(container) ? text_or_none(container->ip) : Value::none();
}

Value get_pod_cni(const Moment& moment, FieldUse&) {
  const Container* container = container_of(moment);
  return in_pod(container) ? text_or_none(container->cni_json) : Value::none();
}

Value get_nothing(const Moment&, FieldUse&) { return Value::none(); }

constexpr Field known_by_name(std::string_view name, std::string_view doc,
                              ArgRule arg = ArgRule::kNone) {
  return {name, Type::CHARBUF, Format::NA, arg, kDeprecated | kNeverHasValue, doc, get_nothing};
}

constexpr char kServer[] = "Would come from the Kubernetes API server; never has a value.";
constexpr char kMesosServer[] = "Would come from a Mesos master; never has a value.";
constexpr char kMarathonServer[] = "Would come from a Marathon server; never has a value.";

constexpr Field kK8sRows[] = {
    {"k8s.ns.name", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Namespace of the pod that the container belongs to.", get_pod_label<kPodNamespace>,
     kOnThread},
    {"k8s.pod.name", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Name of the pod that the container belongs to.", get_pod_label<kPodName>, kOnThread},
    {"k8s.pod.id", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "The older name of k8s.pod.uid.",
     get_pod_label<kPodUid>, kOnThread},
    {"k8s.pod.uid", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Unique id of the pod that the container belongs to.", get_pod_label<kPodUid>, kOnThread},
    {"k8s.pod.sandbox_id", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "First 12 digits of the id of the pod's sandbox container.", get_sandbox_id, kOnThread},
    {"k8s.pod.full_sandbox_id", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Complete id of the pod's sandbox container.", get_full_sandbox_id, kOnThread},
    {"k8s.pod.label", Type::CHARBUF, Format::NA, ArgRule::kKeyNeeded, 0,
     "Value of one label of the pod: k8s.pod.label[app].", get_label, kOnThread},
    {"k8s.pod.labels", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "All labels of the pod, each as key:value, with commas between them.", get_labels, kOnThread},
    {"k8s.pod.ip", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "Address of the pod.", get_pod_ip,
     kOnThread},
    {"k8s.pod.cni.json", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "What the network plugin (CNI) answered when it set up the pod, as JSON.", get_pod_cni,
     kOnThread},
    known_by_name("k8s.rc.name", kServer),
    known_by_name("k8s.rc.id", kServer),
    known_by_name("k8s.rc.label", kServer, ArgRule::kKeyNeeded),
    known_by_name("k8s.rc.labels", kServer),
    known_by_name("k8s.svc.name", kServer),
    known_by_name("k8s.svc.id", kServer),
    known_by_name("k8s.svc.label", kServer, ArgRule::kKeyNeeded),
    known_by_name("k8s.svc.labels", kServer),
    known_by_name("k8s.ns.id", kServer),
    known_by_name("k8s.ns.label", kServer, ArgRule::kKeyNeeded),
    known_by_name("k8s.ns.labels", kServer),
    known_by_name("k8s.rs.name", kServer),
    known_by_name("k8s.rs.id", kServer),
    known_by_name("k8s.rs.label", kServer, ArgRule::kKeyNeeded),
    known_by_name("k8s.rs.labels", kServer),
    known_by_name("k8s.deployment.name", kServer),
    known_by_name("k8s.deployment.id", kServer),
    known_by_name("k8s.deployment.label", kServer, ArgRule::kKeyNeeded),
    known_by_name("k8s.deployment.labels", kServer),
};

constexpr Field kMesosRows[] = {
    known_by_name("mesos.task.name", kMesosServer),
    known_by_name("mesos.task.id", kMesosServer),
    known_by_name("mesos.task.label", kMesosServer, ArgRule::kKeyNeeded),
    known_by_name("mesos.task.labels", kMesosServer),
    known_by_name("mesos.framework.name", kMesosServer),
    known_by_name("mesos.framework.id", kMesosServer),
    known_by_name("marathon.app.name", kMarathonServer),
    known_by_name("marathon.app.id", kMarathonServer),
    known_by_name("marathon.app.label", kMarathonServer, ArgRule::kKeyNeeded),
    known_by_name("marathon.app.labels", kMarathonServer),
    known_by_name("marathon.group.name", kMarathonServer),
    known_by_name("marathon.group.id", kMarathonServer),
};

}  // namespace

const std::span<const Field> kK8sFields = kK8sRows;
const std::span<const Field> kMesosFields = kMesosRows;

}  // namespace sonde
