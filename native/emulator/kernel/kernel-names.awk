# Reads a preprocessed kernel file in which __global__ is @KERNEL, __launch_bounds__(n) is @< n @> and
# __cluster_dims__(n) is @( n @), and prints what the library tells of itself: a line of EMULATED_PROGRAM for each kernel, and the names
# of arrays whose size a launch gives (extern __shared__).
BEGIN { RS = "@KERNEL"; ORS = "" }
{
  gsub(/\n/, " ")
  rest = $0
  while (match(rest, /extern +thread_local [^;(){}]*\[ *\] *;/)) {
    declaration = substr(rest, RSTART, RLENGTH)
    rest = substr(rest, RSTART + RLENGTH)
    sub(/ *\[ *\] *;/, "", declaration)
    sub(/.*[ *]/, "", declaration)
    arrays[declaration] = 1
  }
}
NR > 1 {
  bound = "0"
  cluster = ""
  if (match($0, /@<[^@]*@>/)) {
    bound = substr($0, RSTART + 2, RLENGTH - 4)
    sub(/@<[^@]*@>/, "")
  }
  if (match($0, /@\([^@]*@\)/)) {
    cluster = ".in_clusters(" substr($0, RSTART + 2, RLENGTH - 4) ")"
    sub(/@\([^@]*@\)/, "")
  }
  sub(/^ *void +/, "")
  match($0, /[A-Za-z_][A-Za-z_0-9]*/)
  name = substr($0, RSTART, RLENGTH)
  kernels = kernels (kernels == "" ? "" : ",") "\n    emulated<" name ">(\"" name "\", " bound ")" cluster
}
END {
  print "EMULATED_PROGRAM(" kernels ")\n"
  for (name in arrays) {
    if (!memory++) print "EMULATED_DYNAMIC_MEMORY\n"
    print "EMULATED_DYNAMIC_ARRAY(" name ")\n"
  }
}
