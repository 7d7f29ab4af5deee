#include "support/deep_stack.h"

#include <pthread.h>

#include <exception>

#include "support/ensure.h"

namespace prologo {

struct Job {
  const std::function<void()>* work;
  std::exception_ptr failure;
};

static void* run_job(void* argument) {
  Job& job = *static_cast<Job*>(argument);
  try {
    (*job.work)();
  } catch (...) {
    job.failure = std::current_exception();
  }
  return nullptr;
}

void run_on_new_stack(size_t bytes, const std::function<void()>& work) {
  Job job{&work, nullptr};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  ENSURE(pthread_attr_setstacksize(&attributes, bytes) == 0);
  pthread_t thread;
  int code = pthread_create(&thread, &attributes, run_job, &job);
  pthread_attr_destroy(&attributes);
  ENSURE_MSG(code == 0, "no memory for a deeper stack");
  pthread_join(thread, nullptr);
  if (job.failure) {
    std::rethrow_exception(job.failure);
  }
}

}  // namespace prologo
