// See lua_guard.h. The watching thread measures the processor time of the thread that calls, so
// that a busy machine stops no honest script and waiting for a reader of the output costs nothing.
// SPDX-License-Identifier: Apache-2.0
#include "script/lua_guard.h"

#include <link.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <time.h>
#include <ucontext.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <lua.hpp>
#include <mutex>
#include <thread>

namespace sonde {
namespace {

constexpr auto kTick = std::chrono::milliseconds(20);
constexpr uint64_t kGraceNs = 60'000'000;  // for the interpreter to notice
constexpr ptrdiff_t kStackBytes = 2 << 20;
constexpr int kErrorHandler = 1;  // where describe_error() lies on the stack

// Lines of the helpers that sonde itself wrote are no place that helps the author of a script.
constexpr char kOwnChunk[] = "=sonde";

// What the signal handler reads. There is one call at a time in the program.
struct Watched {
  std::atomic<uint64_t> call{0};       // number of the call that runs; 0 = none
  std::atomic<uint64_t> to_stop{0};    // the call that is to end
  std::atomic<bool> must_jump{false};  // the interpreter did not notice
  lua_State* lua = nullptr;
  sigjmp_buf jump;
  const char* stack_base = nullptr;
  uintptr_t text_begin = 0, text_end = 0;  // machine code of the Lua library
};
Watched watched;
uint64_t call_number = 0;

int stop_signal() { return SIGRTMIN + 5; }

void stop_in_hook(lua_State* lua, lua_Debug*) {
  push_script_place(lua);
  lua_pushfstring(lua, "the script runs for too long: more than %d ms of processor time",
                  static_cast<int>(kLuaCallLimitNs / 1'000'000));
  lua_concat(lua, 2);
  lua_error(lua);
}

uintptr_t interrupted_at(void* context) {
  const auto* machine = &static_cast<ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
  return static_cast<uintptr_t>(machine->gregs[REG_RIP]);
#elif defined(__aarch64__)
  return machine->pc;
#else
  return machine ? 0 : 0;
#endif
}

void on_stop_signal(int, siginfo_t*, void* context) {
  if (watched.call.load() == 0 || watched.call.load() != watched.to_stop.load()) return;
  // At every instruction, or a script that catches errors would go on.
  lua_sethook(watched.lua, stop_in_hook, LUA_MASKCOUNT, 1);
  if (!watched.must_jump.load()) return;
  // Only out of the library itself: malloc() and our own functions must finish what they do.
  const uintptr_t at = interrupted_at(context);
  if (at < watched.text_begin || at >= watched.text_end) return;
  watched.call.store(0);
  siglongjmp(watched.jump, 1);
}

int find_lua_text(dl_phdr_info* module, size_t, void*) {
  const uintptr_t wanted = reinterpret_cast<uintptr_t>(&lua_pcall);
  for (int i = 0; i < module->dlpi_phnum; ++i) {
    const ElfW(Phdr)& part = module->dlpi_phdr[i];
    const uintptr_t begin = module->dlpi_addr + part.p_vaddr;
    if (part.p_type != PT_LOAD || wanted < begin || wanted >= begin + part.p_memsz) continue;
    // A program that holds the library itself is not told from its own functions.
    if (!std::strstr(module->dlpi_name, "luajit")) return 1;
    watched.text_begin = begin;
    watched.text_end = begin + part.p_memsz;
    return 1;
  }
  return 0;
}

class Watcher {
 public:
  Watcher() : target_(pthread_self()) {
    pthread_getcpuclockid(target_, &clock_);
    dl_iterate_phdr(find_lua_text, nullptr);
    struct sigaction action = {};
    action.sa_sigaction = on_stop_signal;
    action.sa_flags = SA_SIGINFO | SA_RESTART | SA_NODEFER;
    sigaction(stop_signal(), &action, nullptr);
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);  // signals of the program are not for this thread
    thread_ = std::thread([this] { watch(); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }
  ~Watcher() {
    {
      const std::lock_guard lock(mutex_);
      ends_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

 private:
  uint64_t used_ns() const {
    timespec time = {};
    clock_gettime(clock_, &time);
    return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
  }

  void watch() {
    uint64_t seen = 0, began_ns = 0;
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, kTick, [this] { return ends_; })) {
      const uint64_t call = watched.call.load();
      if (call == 0) continue;
      const uint64_t now_ns = used_ns();
      if (call != seen) {
        seen = call;
        began_ns = now_ns;
        continue;
      }
      if (now_ns - began_ns < kLuaCallLimitNs) continue;
      watched.must_jump = now_ns - began_ns > kLuaCallLimitNs + kGraceNs;
      watched.to_stop = call;
      pthread_kill(target_, stop_signal());
    }
  }

  pthread_t target_;
  clockid_t clock_ = {};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ends_ = false;
  std::thread thread_;
};

void start_watching() { static Watcher watcher; }

// "name.lua:12: ..."
bool begins_with_place(const char* message) {
  const char* colon = std::strchr(message, ':');
  if (!colon || colon == message) return false;
  const char* end = colon + 1 + std::strspn(colon + 1, "0123456789");
  return end > colon + 1 && *end == ':';
}

// Errors whose value is no text get one here, and all get a line, which is still known.
int describe_error(lua_State* lua) {
  if (lua_type(lua, 1) == LUA_TSTRING) {
    if (begins_with_place(lua_tostring(lua, 1))) return 1;
    push_script_place(lua);
    lua_insert(lua, 1);
    lua_concat(lua, 2);
    return 1;
  }
  push_script_place(lua);
  lua_pushfstring(lua, "error() with %s %s instead of a text",
                  lua_type(lua, 1) == LUA_TNIL ? "the value" : "a value of type",
                  luaL_typename(lua, 1));
  lua_concat(lua, 2);
  return 1;
}

bool find_place(lua_State* lua, lua_Debug& found) {
  for (int level = 0; level < 100 && lua_getstack(lua, level, &found); ++level) {
    lua_getinfo(lua, "Sl", &found);
    if (found.currentline > 0 && std::strcmp(found.source, kOwnChunk) != 0) return true;
  }
  return false;
}

}  // namespace

void push_script_place(lua_State* lua) {
  lua_Debug found;
  if (find_place(lua, found)) {
    lua_pushfstring(lua, "%s:%d: ", found.short_src, found.currentline);
  } else {
    lua_pushliteral(lua, "");
  }
}

LuaGuard::LuaGuard(bool limited) {
  if (limited) {
    arena_ = std::make_unique<LuaArena>();
    if (arena_->valid()) lua_ = lua_newstate(allocate, this);
  } else {
    lua_ = luaL_newstate();
  }
  if (!lua_) return;
  lua_pushcfunction(lua_, describe_error);  // stays, as value 1
  if (arena_) start_watching();
}

LuaGuard::~LuaGuard() {
  if (lua_ && !arena_) lua_close(lua_);  // the others go with their arena
}

void* LuaGuard::allocate(void* user, void* block, size_t old_bytes, size_t new_bytes) {
  LuaGuard& guard = *static_cast<LuaGuard*>(user);
  void* got = guard.arena_->resize(block, old_bytes, new_bytes);
  if (!got && new_bytes) guard.note_place();
  return got;
}

// The error of a refusal has no line, for Lua has no memory to write it; so it is kept here.
void LuaGuard::note_place() {
  lua_Debug found;
  if (place_[0] || !lua_ || !find_place(lua_, found)) return;
  std::snprintf(place_, sizeof place_, "%s:%d: ", found.short_src, found.currentline);
}

int LuaGuard::check_stack(lua_State* lua) {
  const char here = 0;
  if (watched.stack_base - &here < kStackBytes) return 0;
  push_script_place(lua);
  lua_pushliteral(lua, "too many calls within calls");
  lua_concat(lua, 2);
  return lua_error(lua);
}

// True when Lua came back by itself. Has no local variable that is needed after a jump.
bool LuaGuard::call_watched(int arguments, int results, int& status) {
  if (sigsetjmp(watched.jump, 0) != 0) return false;
  watched.call.store(++call_number, std::memory_order_release);
  status = lua_pcall(lua_, arguments, results, kErrorHandler);
  watched.call.store(0, std::memory_order_release);
  return true;
}

void LuaGuard::read_failure(int status) {
  const char* message = lua_tostring(lua_, -1);
  failure_ = message ? message : "error without a text";
  if (status == LUA_ERRMEM) {
    failure_ = std::string(place_) + "the script needs more than " +
               std::to_string(LuaArena::kBytes >> 20) + " MB of memory";
  }
  lua_pop(lua_, 1);
}

bool LuaGuard::call(int arguments, int results) {
  const char here = 0;
  watched.lua = lua_;
  watched.stack_base = &here;
  int status = 0;
  if (!arena_) {
    status = lua_pcall(lua_, arguments, results, kErrorHandler);
  } else if (!call_watched(arguments, results, status)) {
    abandoned_ = true;
    note_abandoned();
    return false;
  }
  // The signal may have come at the very end of the call.
  if (arena_ && (status != 0 || watched.to_stop.load() == call_number)) {
    lua_sethook(lua_, nullptr, 0, 0);
  }
  if (status == 0) return true;
  read_failure(status);
  return false;
}

void LuaGuard::note_abandoned() {
  lua_Debug found;
  failure_.clear();
  if (find_place(lua_, found)) {
    failure_ = std::string(found.short_src) + ":" + std::to_string(found.currentline) + ": ";
  }
  failure_ += "the script runs for too long: more than " +
              std::to_string(kLuaCallLimitNs / 1'000'000) + " ms of processor time";
}

}  // namespace sonde
