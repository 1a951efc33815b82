# Compiles the programs of a list, each of whose lines is a file and the values of each macro, such as
# "unary DTYPE=f32,bf16", into libraries such as unary,DTYPE=f32.so.

# The instruction set is named and not "native", so that another machine builds anew.
file(READ /proc/cpuinfo processor LIMIT 4096)
set(march)
if(processor MATCHES " avx2" AND processor MATCHES " fma " AND processor MATCHES " bmi2")
  set(march -march=x86-64-v3)
endif()

set(KERNEL_OPTIONS
    -std=c++20 -O2 -g1 ${march} -ffp-contract=off -fno-exceptions -fno-rtti -fvisibility=hidden
    -fno-extern-tls-init
    -Wall -Werror -Wno-unknown-pragmas -Wno-unused-function -Wno-unused-variable
    -Wno-unused-but-set-variable)
# Loops stay loops: a call of memset would not be checked.
set(CHECK_OPTIONS
    -fsanitize=thread,alignment,bounds,integer-divide-by-zero --param tsan-instrument-func-entry-exit=0
    -fno-tree-loop-distribute-patterns)

get_filename_component(KERNELS ${CMAKE_CURRENT_LIST_DIR}/../../../kernels ABSOLUTE)

# compile-kernel compiles one file more as the programs of a list are: tests make faulty copies of
# kernels with it, and the emulator what users' own ops bring.
list(JOIN KERNEL_OPTIONS " " kernel_options)
list(JOIN CHECK_OPTIONS " " check_options)
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/compile-kernel @ONLY CONTENT [=[#!/bin/sh
# compile-kernel checked|unchecked FILE OUT.so [-DMACRO=VALUE]...
set -eu
checks='@check_options@'
[ "$1" = checked ] || checks=
file=$2 out=$3
shift 3
exec '@CMAKE_CURRENT_LIST_DIR@/../kernel/compile' "$file" "$out" "${out%.so}.d" -- '@CMAKE_CXX_COMPILER@' \
  @kernel_options@ $checks '-I@CMAKE_CURRENT_LIST_DIR@/../kernel' \
  '-I@KERNELS@/portable' '-I@KERNELS@/cuda' "$@"
]=])
file(CHMOD ${CMAKE_BINARY_DIR}/compile-kernel
     PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

# Sets `out` to all programs of a line: each a list such as unary;DTYPE=f32, with | for ;.
function(programs_of_line line out)
  separate_arguments(words UNIX_COMMAND "${line}")
  list(POP_FRONT words file)
  list(SORT words)
  set(programs ${file})
  foreach(word ${words})
    string(REGEX MATCH "^([A-Za-z_0-9]+)=(.*)$" matched "${word}")
    if(NOT matched)
      message(FATAL_ERROR "no MACRO=values: ${word}, in: ${line}")
    endif()
    set(macro ${CMAKE_MATCH_1})
    string(REPLACE "," ";" values "${CMAKE_MATCH_2}")
    set(longer)
    foreach(program ${programs})
      foreach(value ${values})
        list(APPEND longer "${program}|${macro}=${value}")
      endforeach()
    endforeach()
    set(programs ${longer})
  endforeach()
  set(${out} ${programs} PARENT_SCOPE)
endfunction()

# Compiles a program of a folder and adds its library to the list of that name.
function(kernel_program target folder program list)
  string(REPLACE "|" ";" words ${program})
  list(POP_FRONT words file)
  list(TRANSFORM words PREPEND -D)
  string(REPLACE "|" "," name ${program})
  file(GLOB source ${folder}/${file}.cl ${folder}/${file}.cu)
  if(NOT source)
    message(FATAL_ERROR "${folder}/programs.txt lists ${file}, but there is no such file")
  endif()
  # Else g++ would note each kernel that takes a tensor map: g++ 4.5 passed what is aligned so otherwise.
  file(STRINGS ${source} maps REGEX "const __grid_constant__ tensor_map" LIMIT_COUNT 1)
  set(quiet)
  if(maps)
    set(quiet -Wno-psabi)
  endif()
  set(out ${CMAKE_BINARY_DIR}/${target})
  set(compile ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../kernel/compile)
  add_custom_command(
    OUTPUT ${out}/${name}.so
    COMMAND ${compile} ${source} ${out}/${name}.so ${out}/${name}.d -- ${CMAKE_CXX_COMPILER}
            ${options} ${quiet} ${words}
    DEPENDS ${source} ${compile} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../kernel/kernel-names.awk
    DEPFILE ${out}/${name}.d
    COMMENT "Kernels ${name}"
    VERBATIM)
  set(${list} ${${list}} ${out}/${name}.so PARENT_SCOPE)
endfunction()

# The programs that programs.txt of each folder lists, as libraries in the folder `target`.
function(kernel_programs target checked)
  set(options ${KERNEL_OPTIONS} -I${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../kernel
              -I${KERNELS}/portable -I${KERNELS}/cuda)
  if(checked)
    list(APPEND options ${CHECK_OPTIONS})
  endif()
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/${target})
  set(libraries)
  foreach(folder ${ARGN})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${folder}/programs.txt)
    file(STRINGS ${folder}/programs.txt lines REGEX "^[^#]")
    foreach(line ${lines})
      programs_of_line("${line}" programs)
      # For processors: OpenCL's vectors, which CUDA has not, and groups of one item.
      list(FILTER programs EXCLUDE REGEX "\\|(CPU=1|LANES=([2-9]|1[0-9]))")
      foreach(program ${programs})
        kernel_program(${target} ${folder} ${program} libraries)
      endforeach()
    endforeach()
  endforeach()
  # What is listed no more must not be found.
  file(GLOB stale ${CMAKE_BINARY_DIR}/${target}/*.so)
  list(REMOVE_ITEM stale ${libraries})
  if(stale)
    file(REMOVE ${stale})
  endif()
  add_custom_target(${target} ALL DEPENDS ${libraries})
endfunction()
