// ViewSpec: where a view is offered, and the words of view files; see view_spec.h.
// SPDX-License-Identifier: Apache-2.0
#include "view/view_spec.h"

#include <algorithm>

namespace sonde {

bool ViewSpec::applies(std::string_view field) const {
  return std::find(applies_to.begin(), applies_to.end(), field) != applies_to.end();
}

std::string with_depth(std::string_view text, int depth) {
  constexpr std::string_view kWord = "%depth";
  std::string out;
  while (true) {
    const size_t at = text.find(kWord);
    out.append(text.substr(0, at));
    if (at == std::string_view::npos) return out;
    text.remove_prefix(at + kWord.size());
    int here = depth;
    if (text.starts_with("+1")) {
      ++here;
      text.remove_prefix(2);
    } else if (text.starts_with("-1")) {
      --here;
      text.remove_prefix(2);
    }
    out.append(std::to_string(here));
  }
}

std::span<const ViewWord<Aggregation>> aggregation_words() {
  static constexpr ViewWord<Aggregation> kWords[] = {{"SUM", Aggregation::kSum},
                                                     {"AVG", Aggregation::kAverage},
                                                     {"TIME_AVG", Aggregation::kRate},
                                                     {"MIN", Aggregation::kMin},
                                                     {"MAX", Aggregation::kMax}};
  return kWords;
}

std::span<const ViewWord<ViewType>> view_type_words() {
  static constexpr ViewWord<ViewType> kWords[] = {{"table", ViewType::kTable},
                                                  {"list", ViewType::kList},
                                                  {"spectrogram", ViewType::kSpectrogram}};
  return kWords;
}

std::span<const ViewWord<RowSource>> row_source_words() {
  static constexpr ViewWord<RowSource> kWords[] = {{"events", RowSource::kEvents},
                                                   {"threads", RowSource::kThreads},
                                                   {"descriptors", RowSource::kDescriptors},
                                                   {"ended", RowSource::kEnded}};
  return kWords;
}

}  // namespace sonde
