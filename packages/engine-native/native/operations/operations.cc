// The operations as TensorFlow's registry knows them. Opening the library registers them.
#include "attention_ops.h"
#include "branch_ops.h"
#include "rows_ops.h"
#include "sgd_op.h"
