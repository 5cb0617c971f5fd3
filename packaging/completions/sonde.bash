# bash completion of sonde and csonde. Holds no list of its own: options, their arguments, views,
# fields, events and operators are asked from the program that is being completed (its --complete).
# Install as /usr/share/bash-completion/completions/sonde, with a link csonde to it.
# Tested by tests/unit/cli.
# SPDX-License-Identifier: Apache-2.0

# Words of one kind, one a line, without their explanations.
_sonde_words() {
  command "$_sonde_program" --complete "$1" 2>/dev/null | cut -f1
}

# What the argument of option $1 is called; fails when there is no such option, empty for none.
_sonde_argument_of() {
  command "$_sonde_program" --complete options 2>/dev/null |
    awk -F '\t' -v option="$1" '$1 == option { print $2; found = 1; exit } END { exit !found }'
}

_sonde_offer() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

_sonde_offer_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$1")
}

# The argument of an option: a file, one of a few words, or a format with %fields in it.
_sonde_option_argument() {
  local argument=$1 option=$2 cur=$3
  case $argument in
    FILE) _sonde_offer_files "$cur" ;;
    FORMAT)
      local field=${cur##*%}
      [[ $cur == *%* ]] || return 0
      compopt -o nospace 2>/dev/null
      _sonde_offer "$(_sonde_words fields)" "$field"
      COMPREPLY=("${COMPREPLY[@]/#/${cur%"$field"}}")
      ;;
    *) _sonde_offer "$(_sonde_words "arg:$option")" "$cur" ;;
  esac
}

_sonde() {
  local _sonde_program=$1 cur=$2 previous=${COMP_WORDS[COMP_CWORD-1]} before= argument
  (( COMP_CWORD > 1 )) && before=${COMP_WORDS[COMP_CWORD-2]}
  COMPREPLY=()

  # "--color=al" and "evt.type=op" are several words to bash: the sign stands alone.
  if [[ $cur == = ]]; then
    cur= before=$previous previous='='
  fi
  if [[ $previous == = && $before == --* ]]; then
    argument=$(_sonde_argument_of "$before") && _sonde_option_argument "$argument" "$before" "$cur"
    return
  fi
  if [[ $previous == [=!]* || $previous == in || $previous == \( || $previous == , ]]; then
    if [[ "${COMP_WORDS[*]:0:COMP_CWORD}" =~ (evt|syscall)\.type[^a-z]*(in)?[^a-z]*([a-z0-9_]+[ ,]*)*$ ]]; then
      _sonde_offer "$(_sonde_words events)" "$cur"
    fi
    return
  fi
  if [[ $previous == -* ]] && argument=$(_sonde_argument_of "$previous") && [[ -n $argument ]]; then
    _sonde_option_argument "$argument" "$previous" "$cur"
    return
  fi
  if [[ $cur == -* ]]; then
    _sonde_offer "$(_sonde_words options)" "$cur"
  elif [[ $cur == *=* ]]; then
    [[ $cur == evt.type=* || $cur == syscall.type=* ]] || return
    _sonde_offer "$(_sonde_words events)" "${cur#*=}"
    COMPREPLY=("${COMPREPLY[@]/#/${cur%%=*}=}")
  elif _sonde_words fields | grep -qxF -- "${previous%%\[*}"; then
    _sonde_offer "$(_sonde_words operators)" "$cur"
  else
    _sonde_offer "and or not $(_sonde_words fields)" "$cur"
    # A whole field is followed by an operator, which may follow without a blank.
    compopt -o nospace 2>/dev/null
  fi
}

complete -F _sonde sonde csonde
