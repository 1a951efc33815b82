# Reads a preprocessed kernel file in which __global__ is @KERNEL and __launch_bounds__(n) is @< n @>,
# and prints one line of its registration table for each kernel.
BEGIN { RS = "@KERNEL"; ORS = "" }
NR > 1 {
  gsub(/\n/, " ")
  bound = "0"
  if (match($0, /@<[^@]*@>/)) {
    bound = substr($0, RSTART + 2, RLENGTH - 4)
    sub(/@<[^@]*@>/, "")
  }
  sub(/^ *void +/, "")
  match($0, /[A-Za-z_][A-Za-z_0-9]*/)
  name = substr($0, RSTART, RLENGTH)
  printf "%s\n    emulated<%s>(\"%s\", %s)", (count++ ? "," : ""), name, name, bound
}
