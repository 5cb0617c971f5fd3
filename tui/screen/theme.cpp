// The table of colours; see theme.h. Numbers below 8 are the terminal's own colours, which people
// have chosen; larger ones are of the 256 colours and used where the 8 do not suffice
// (spectrogram).
// SPDX-License-Identifier: Apache-2.0
#include "tui/screen/theme.h"

namespace sonde {

namespace {

constexpr std::string_view kNames[] = {"dark", "light", "mono"};

constexpr short kBlack = 0, kRed = 1, kGreen = 2, kYellow = 3, kBlue = 4, kMagenta = 5, kCyan = 6,
                kWhite = 7, kOwn = -1;

struct Row {
  Role role;
  Style dark, light, mono;
};

constexpr Style style(short fore, short back = kOwn, bool bold = false) {
  return {fore, back, bold, false, false, false};
}
constexpr Style kPlain = {};
constexpr Style kBold = {kOwn, kOwn, true, false, false, false};
constexpr Style kReverse = {kOwn, kOwn, false, true, false, false};
constexpr Style kReverseBold = {kOwn, kOwn, true, true, false, false};
constexpr Style kUnderline = {kOwn, kOwn, false, false, true, false};
constexpr Style kDimmed = {kOwn, kOwn, false, false, false, true};

constexpr Row kRows[] = {
    {Role::kText, kPlain, kPlain, kPlain},
    {Role::kDim, kDimmed, kDimmed, kDimmed},
    {Role::kStrong, style(kYellow, kOwn, true), style(kMagenta, kOwn, true), kBold},
    {Role::kLabel, style(kCyan, kOwn, true), style(kBlue, kOwn, true), kBold},
    {Role::kTitle, kBold, kBold, kBold},
    {Role::kHeader, style(kBlack, kGreen), style(kBlack, kGreen), kReverse},
    {Role::kHeaderSort, style(kBlack, kCyan), style(kBlack, kCyan), kReverseBold},
    {Role::kSelected, style(kBlack, kCyan), style(kWhite, kBlue), kReverse},
    {Role::kTagged, style(kYellow, kOwn, true), style(kRed, kOwn, true), kUnderline},
    {Role::kEnded, style(kMagenta), style(kMagenta), kDimmed},
    {Role::kKeyName, kBold, kBold, kBold},
    {Role::kKeyLabel, style(kBlack, kCyan), style(kBlack, kCyan), kReverse},
    {Role::kError, style(kRed, kOwn, true), style(kRed, kOwn, true), kReverseBold},
    {Role::kWarning, style(kYellow, kOwn, true), style(kRed), kBold},
    {Role::kGood, style(kGreen), style(kGreen), kPlain},
    {Role::kMeter, style(kGreen), style(kBlue), kPlain},
    {Role::kRead, style(kRed), style(kRed), kPlain},
    {Role::kWrite, style(kCyan), style(kBlue), kBold},
    {Role::kMatch, style(kBlack, kYellow), style(kBlack, kYellow), kReverseBold},
    {Role::kTimeOn, style(kGreen, kOwn, true), style(kBlue, kOwn, true), kBold},
    {Role::kTimeOff, kDimmed, kDimmed, kDimmed},
};

// Of a spectrogram: from few calls to many.
constexpr short kScale256[] = {22, 28, 34, 70, 106, 142, 178, 214, 208, 202, 196, 197};
constexpr short kScale8[] = {kGreen,  kGreen,  kGreen, kGreen, kYellow, kYellow,
                             kYellow, kYellow, kRed,   kRed,   kRed,    kRed};

}  // namespace

bool theme_named(std::string_view name, Theme& out) {
  if (name.empty()) name = kNames[0];
  for (size_t at = 0; at < std::size(kNames); ++at) {
    if (kNames[at] != name) continue;
    out = static_cast<Theme>(at);
    return true;
  }
  return false;
}

std::span<const std::string_view> theme_names() { return kNames; }

Style style_of(Theme theme, int colours, Role role) {
  if (colours < 8) theme = Theme::kMono;
  if (role >= Role::kSpectrogram0 && role <= Role::kSpectrogram11) {
    const size_t step = static_cast<size_t>(role) - static_cast<size_t>(Role::kSpectrogram0);
    if (theme == Theme::kMono) return step >= 8 ? kBold : kPlain;
    return style(colours >= 256 ? kScale256[step] : kScale8[step], kOwn, colours < 256 && step > 9);
  }
  for (const Row& row : kRows) {
    if (row.role != role) continue;
    if (theme == Theme::kMono) return row.mono;
    return theme == Theme::kLight ? row.light : row.dark;
  }
  return {};
}

}  // namespace sonde
