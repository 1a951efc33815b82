# Assembly of a library that has each cublas function which nm lists as undefined: a jump through a slot.
# Whoever loads the library fills the slots. Until then functions return CUBLAS_STATUS_NOT_SUPPORTED.
#
#   gradus_forwarded_names   the functions' names, each ended by a zero, and an empty one
#   gradus_forwarded_slots   an address for each, in the same order
$NF ~ /^cublas/ {
  name = $NF
  sub(/@.*/, "", name)
  names[count++] = name
}

END {
  if (count == 0) {
    print "forward.awk: no symbol begins with cublas" > "/dev/stderr"
    exit 1
  }
  print ".section .note.GNU-stack,\"\",@progbits\n.text"
  print "unfilled: mov $15, %eax\n ret"
  for (i = 0; i < count; i++) {
    printf ".globl %s\n.type %s, @function\n", names[i], names[i]
    printf "%s: jmp *gradus_slots+%d(%%rip)\n.size %s, .-%s\n", names[i], 8 * i, names[i], names[i]
  }
  print ".section .rodata\n.globl gradus_forwarded_names\n.type gradus_forwarded_names, @object"
  print "gradus_forwarded_names:"
  for (i = 0; i < count; i++) printf " .asciz \"%s\"\n", names[i]
  print " .asciz \"\"\n.size gradus_forwarded_names, .-gradus_forwarded_names"
  print ".data\n.balign 8\n.globl gradus_forwarded_slots\n.type gradus_forwarded_slots, @object"
  print "gradus_slots:\ngradus_forwarded_slots:"
  for (i = 0; i < count; i++) print " .quad unfilled"
  print ".size gradus_forwarded_slots, .-gradus_forwarded_slots"
}
