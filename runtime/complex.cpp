// Division of complex numbers with Go's treatment of infinities and zeros.

#include "runtime/layout.h"

namespace prologo::runtime {

namespace {

struct Complex {
  double re;
  double im;
};

bool is_nan(double x) { return x != x; }

bool is_inf(double x) { return __builtin_isinf(x) != 0; }

double sign_of(double x) { return __builtin_copysign(1.0, x); }

// Infinities become ±1, all else ±0: what decides an infinite quotient.
double infinite_part(double x) { return __builtin_copysign(is_inf(x) ? 1.0 : 0.0, x); }

// Smith's method: divide by the larger part first, to keep clear of overflow.
Complex divide_scaled(Complex n, Complex m) {
  if (__builtin_fabs(m.re) >= __builtin_fabs(m.im)) {
    double ratio = m.im / m.re;
    double divisor = m.re + ratio * m.im;
    return {(n.re + n.im * ratio) / divisor, (n.im - n.re * ratio) / divisor};
  }
  double ratio = m.re / m.im;
  double divisor = m.im + ratio * m.re;
  return {(n.re * ratio + n.im) / divisor, (n.im * ratio - n.re) / divisor};
}

}  // namespace

extern "C" Complex rt_complex128div(double n_re, double n_im, double m_re, double m_im) {
  Complex n{n_re, n_im};
  Complex m{m_re, m_im};
  Complex result = divide_scaled(n, m);
  if (!is_nan(result.re) || !is_nan(result.im)) {
    return result;
  }
  bool n_finite = !is_inf(n.re) && !is_inf(n.im) && !is_nan(n.re) && !is_nan(n.im);
  bool m_finite = !is_inf(m.re) && !is_inf(m.im) && !is_nan(m.re) && !is_nan(m.im);
  double infinity = __builtin_inf();
  if (m.re == 0 && m.im == 0 && (!is_nan(n.re) || !is_nan(n.im))) {
    infinity *= sign_of(m.re);
    return {infinity * n.re, infinity * n.im};
  }
  if ((is_inf(n.re) || is_inf(n.im)) && m_finite) {
    Complex a{infinite_part(n.re), infinite_part(n.im)};
    return {infinity * (a.re * m.re + a.im * m.im), infinity * (a.im * m.re - a.re * m.im)};
  }
  if ((is_inf(m.re) || is_inf(m.im)) && n_finite) {
    Complex c{infinite_part(m.re), infinite_part(m.im)};
    return {0 * (n.re * c.re + n.im * c.im), 0 * (n.im * c.re - n.re * c.im)};
  }
  return result;
}

}  // namespace prologo::runtime
