;; The two passes of resampling RGB bytes, four sums at a time. `passes.ts` says what they compute and lays out the memory.
;; Weights have 22 bits behind the point; a sum starts at one half. Narrowing with saturation keeps results within a byte.
(module
  (memory (export "memory") 1)

  ;; rows of `stride` bytes from `source`; output x of each row: bytes from `out` on, one row behind the other
  (func (export "horizontal")
    (param $source i32) (param $stride i32) (param $rows i32)
    (param $first i32) (param $taps i32) (param $weights i32) (param $width i32) (param $count i32) (param $out i32)
    (local $x i32) (local $pixel i32) (local $weight i32) (local $end i32) (local $sum v128)
    (block $done
      (loop $row
        (br_if $done (i32.eqz (local.get $rows)))
        (local.set $x (i32.const 0))
        (loop $column
          (local.set $pixel (i32.add (local.get $source)
            (i32.mul (i32.const 3) (i32.load (i32.add (local.get $first) (i32.shl (local.get $x) (i32.const 2)))))))
          (local.set $weight (i32.add (local.get $weights) (i32.shl (i32.mul (local.get $x) (local.get $width)) (i32.const 2))))
          (local.set $end (i32.add (local.get $weight)
            (i32.shl (i32.load (i32.add (local.get $taps) (i32.shl (local.get $x) (i32.const 2)))) (i32.const 2))))
          (local.set $sum (i32x4.splat (i32.const 0x200000)))
          (loop $tap
            (local.set $sum (i32x4.add (local.get $sum) (i32x4.mul
              (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $pixel))))
              (v128.load32_splat (local.get $weight)))))
            (local.set $pixel (i32.add (local.get $pixel) (i32.const 3)))
            (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
            (br_if $tap (i32.lt_u (local.get $weight) (local.get $end))))
          (local.set $sum (i32x4.shr_s (local.get $sum) (i32.const 22)))
          (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
          ;; the fourth byte is overwritten by the next pixel, or lies in the padding behind the last one
          (v128.store32_lane 0 (local.get $out) (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum)))
          (local.set $out (i32.add (local.get $out) (i32.const 3)))
          (local.set $x (i32.add (local.get $x) (i32.const 1)))
          (br_if $column (i32.lt_u (local.get $x) (local.get $count))))
        (local.set $source (i32.add (local.get $source) (local.get $stride)))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
        (br $row))))

  ;; output row y is a sum of source rows; 16 bytes at a time, what goes beyond a row's end is overwritten by the next row
  (func (export "vertical")
    (param $source i32) (param $stride i32)
    (param $first i32) (param $taps i32) (param $weights i32) (param $width i32) (param $count i32) (param $out i32)
    (local $y i32) (local $i i32) (local $row i32) (local $pixel i32) (local $from i32) (local $weight i32) (local $end i32)
    (local $bytes v128) (local $half v128) (local $w v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $output
      (local.set $row (i32.add (local.get $source)
        (i32.mul (local.get $stride) (i32.load (i32.add (local.get $first) (i32.shl (local.get $y) (i32.const 2)))))))
      (local.set $from (i32.add (local.get $weights) (i32.shl (i32.mul (local.get $y) (local.get $width)) (i32.const 2))))
      (local.set $end (i32.add (local.get $from)
        (i32.shl (i32.load (i32.add (local.get $taps) (i32.shl (local.get $y) (i32.const 2)))) (i32.const 2))))
      (local.set $i (i32.const 0))
      (loop $group
        (local.set $a (i32x4.splat (i32.const 0x200000)))
        (local.set $b (local.get $a))
        (local.set $c (local.get $a))
        (local.set $d (local.get $a))
        (local.set $pixel (i32.add (local.get $row) (local.get $i)))
        (local.set $weight (local.get $from))
        (loop $tap
          (local.set $w (v128.load32_splat (local.get $weight)))
          (local.set $bytes (v128.load (local.get $pixel)))
          (local.set $half (i16x8.extend_low_i8x16_u (local.get $bytes)))
          (local.set $a (i32x4.add (local.get $a) (i32x4.mul (local.get $w) (i32x4.extend_low_i16x8_u (local.get $half)))))
          (local.set $b (i32x4.add (local.get $b) (i32x4.mul (local.get $w) (i32x4.extend_high_i16x8_u (local.get $half)))))
          (local.set $half (i16x8.extend_high_i8x16_u (local.get $bytes)))
          (local.set $c (i32x4.add (local.get $c) (i32x4.mul (local.get $w) (i32x4.extend_low_i16x8_u (local.get $half)))))
          (local.set $d (i32x4.add (local.get $d) (i32x4.mul (local.get $w) (i32x4.extend_high_i16x8_u (local.get $half)))))
          (local.set $pixel (i32.add (local.get $pixel) (local.get $stride)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
          (br_if $tap (i32.lt_u (local.get $weight) (local.get $end))))
        (v128.store (i32.add (local.get $out) (local.get $i))
          (i8x16.narrow_i16x8_u
            (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $a) (i32.const 22)) (i32x4.shr_s (local.get $b) (i32.const 22)))
            (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $c) (i32.const 22)) (i32x4.shr_s (local.get $d) (i32.const 22)))))
        (local.set $i (i32.add (local.get $i) (i32.const 16)))
        (br_if $group (i32.lt_u (local.get $i) (local.get $stride))))
      (local.set $out (i32.add (local.get $out) (local.get $stride)))
      (local.set $y (i32.add (local.get $y) (i32.const 1)))
      (br_if $output (i32.lt_u (local.get $y) (local.get $count))))))
