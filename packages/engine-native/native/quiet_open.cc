// Opens a shared library while stderr is turned away. TensorFlow's framework library greets on stderr from its static
// initialisers, before any setting of its own is read; opened this way beforehand, it has greeted when the addon needs it.
#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

#include <cstdlib>

namespace {

// quietOpen(path: string): boolean - whether the library is open now.
napi_value QuietOpen(napi_env env, napi_callback_info info) {
  napi_value argument;
  size_t count = 1;
  char path[4096] = "";
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  napi_get_value_string_utf8(env, argument, path, sizeof(path), nullptr);

  setenv("TF_CPP_MIN_LOG_LEVEL", "2", 0);
  const int kept = dup(2);
  const int away = open("/dev/null", O_WRONLY);
  if (kept >= 0 && away >= 0) dup2(away, 2);
  const bool opened = dlopen(path, RTLD_NOW | RTLD_LOCAL) != nullptr;
  if (kept >= 0) dup2(kept, 2);
  if (kept >= 0) close(kept);
  if (away >= 0) close(away);

  napi_value result;
  napi_get_boolean(env, opened, &result);
  return result;
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "quietOpen", NAPI_AUTO_LENGTH, QuietOpen, nullptr, &function);
  return function;
}
