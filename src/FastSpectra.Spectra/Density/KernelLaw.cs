namespace FastSpectra.Spectra;

// With G = X X^T / d (n x n, law mu_0 = Marchenko-Pastur of ratio n/d), h rows of covariance Phi = b^2 G + s^2 - b^2 and c = n/h, the resolvent of
// K + alpha G + gamma I, K = Z Z^T / h, tends to that of q Phi + alpha G + gamma I, q = 1 / (1 + delta), delta = tr(Phi Q) / h. With c_1 = alpha + b^2 q,
// c_0 = gamma - z + (s^2 - b^2) q:  m(z) = m_0(-c_0 / c_1) / c_1,  delta = c (b^2 / c_1 + (s^2 - b^2 - b^2 c_0 / c_1) m(z)).  alpha = gamma = 0 is Silverstein's
// equation for the deformed Marchenko-Pastur law of the conjugate kernel. Source: Fan and Wang (2020), one hidden layer; derivation in docs/kernel-laws.md.

/// <summary>
/// Limit laws of the conjugate kernel (CK) and the neural tangent kernel (NTK) of a two-layer network at random weights, where n, h and d are of one order:
/// density, distribution function, support, and distances of measured eigenvalues.
/// </summary>
public sealed class KernelLaw
{
    private const int ScanPoints = 3000;
    private const int NodesPerInterval = 192;
    private const int IterationLimit = 4000;
    private const double Tolerance = 1e-12;

    // Distance from the real axis, as a share of the spectrum, at which densities are read: an edge is blurred by about as much.
    private const double Nearness = 1e-9;

    // Outside the support Im m is proportional to the height, inside it does not depend on it: heights of ratio 8 are told apart at half way.
    private const double HeightRatio = 8;
    private const double LargestRatioInside = 3;

    private readonly double _gramRatio;
    private readonly double _widthRatio;
    private readonly double _square;
    private readonly double _slope;
    private readonly double _alpha;
    private readonly double _gamma;
    private readonly bool _hasFeatures;
    private readonly double _scale;
    private readonly List<Interval> _intervals = [];

    private KernelLaw(KernelLawSizes sizes, double square, double squaredMeanSlope, double alpha, double gamma, bool hasFeatures)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        if (!(square > 0) || !(squaredMeanSlope >= 0) || squaredMeanSlope > square)
        {
            throw new ArgumentOutOfRangeException(nameof(square), square, $"E sigma^2 should be at least the squared mean slope {squaredMeanSlope}, and positive");
        }

        _gramRatio = (double)sizes.Samples / sizes.Dimension;
        _widthRatio = (double)sizes.Samples / sizes.Width;
        _square = square;
        _slope = squaredMeanSlope;
        _alpha = alpha;
        _gamma = gamma;
        _hasFeatures = hasFeatures;
        double rank = (alpha > 0 ? 1 / _gramRatio : 0) + (hasFeatures ? 1 / _widthRatio : 0);
        AtomMass = Math.Max(0, 1 - rank);
        double gram = (1 + Math.Sqrt(_gramRatio)) * (1 + Math.Sqrt(_gramRatio));
        double features = hasFeatures ? (1 + Math.Sqrt(_widthRatio)) * (1 + Math.Sqrt(_widthRatio)) * ((_slope * gram) + square - _slope) : 0;
        _scale = gamma + (alpha * gram) + features;
        FindSupport();
    }

    /// <summary>Whether every equation on the way was solved; where not, numbers are approximate.</summary>
    public StieltjesStatus Status { get; private set; }

    /// <summary>Where the point mass lies, if there is one.</summary>
    public double Atom => _gamma;

    /// <summary>Share of eigenvalues that the law puts on one point.</summary>
    public double AtomMass { get; }

    /// <summary>Smallest point of the continuous part.</summary>
    public double LowerEdge => _intervals.Count == 0 ? _gamma : _intervals[0].Low;

    /// <summary>Largest point of the continuous part.</summary>
    public double UpperEdge => _intervals.Count == 0 ? _gamma : _intervals[^1].High;

    /// <summary>The intervals that carry the continuous part, ascending; gaps below a thousandth of their place are not seen.</summary>
    public IReadOnlyList<(double Low, double High)> Support => [.. _intervals.Select(interval => (interval.Low, interval.High))];

    /// <summary>Total mass found, which should be 1: what integration and the search for edges lost.</summary>
    public double Mass => AtomMass + _intervals.Sum(interval => interval.Mass);

    /// <summary>The law of K = Z Z^T / h, Z = sigma(X W^T / sqrt d): the Marchenko-Pastur map of ratio n/h of b^2 G + (E sigma^2 - b^2).</summary>
    /// <param name="sizes">n, h and d.</param>
    /// <param name="square">E sigma(g)^2 with E sigma(g) = 0.</param>
    /// <param name="squaredMeanSlope">b^2 = (E sigma'(g))^2.</param>
    /// <exception cref="ArgumentOutOfRangeException">The moments are not those of a function.</exception>
    public static KernelLaw OfConjugateKernel(KernelLawSizes sizes, double square, double squaredMeanSlope) => new(sizes, square, squaredMeanSlope, 0, 0, true);

    /// <summary>The law of the NTK: K_W, to which b^2 G + (a - b^2) I is equivalent, plus K if the last layer is trained.</summary>
    /// <param name="sizes">n, h and d.</param>
    /// <param name="square">E sigma(g)^2 with E sigma(g) = 0.</param>
    /// <param name="squaredMeanSlope">b^2 = (E sigma'(g))^2.</param>
    /// <param name="meanSquaredSlope">a = E sigma'(g)^2.</param>
    /// <param name="lastLayerTrained">Whether K is part of it.</param>
    /// <param name="lastLayerSquare">|a|^2 / h, by which K_W is multiplied: 1 in the limit, 1 +- sqrt(2/h) in a draw.</param>
    /// <exception cref="ArgumentOutOfRangeException">The moments are not those of a function, or |a|^2 / h is not positive.</exception>
    public static KernelLaw OfTangentKernel(
        KernelLawSizes sizes, double square, double squaredMeanSlope, double meanSquaredSlope, bool lastLayerTrained, double lastLayerSquare = 1)
    {
        if (!(lastLayerSquare > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(lastLayerSquare), lastLayerSquare, "the mean square of the last layer should be positive");
        }

        return new(sizes, square, squaredMeanSlope, lastLayerSquare * squaredMeanSlope, lastLayerSquare * (meanSquaredSlope - squaredMeanSlope), lastLayerTrained);
    }

    /// <summary>m(z) = integral of 1 / (x - z) over the law, for z = <paramref name="re"/> + i <paramref name="im"/> with im &gt; 0.</summary>
    public (double Re, double Im, StieltjesStatus Status) Stieltjes(double re, double im)
    {
        if (!(im > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(im), im, "the imaginary part should be positive");
        }

        (ComplexValue m, StieltjesStatus status) = Solve(re, im);
        return (m.Re, m.Im, status);
    }

    /// <summary>Density of the continuous part; 0 outside the support.</summary>
    public double Density(double x) => _intervals.Any(interval => x > interval.Low && x < interval.High) ? RawDensity(x) : 0;

    /// <summary>Fraction of eigenvalues not above <paramref name="x"/>.</summary>
    public double Cumulative(double x) => CumulativeBelow(x) + (x == _gamma ? AtomMass : 0);

    /// <summary>Fraction of eigenvalues below <paramref name="x"/>.</summary>
    public double CumulativeBelow(double x)
    {
        double sum = x > _gamma ? AtomMass : 0;
        foreach (Interval interval in _intervals)
        {
            sum += interval.Below(x);
        }

        return Math.Min(1, sum);
    }

    /// <summary>Kolmogorov distance: the largest difference between this law and the fractions of <paramref name="eigenvalues"/>, ascending.</summary>
    public double Distance(ReadOnlySpan<double> eigenvalues)
    {
        double largest = 0;
        int n = eigenvalues.Length;
        for (int i = 0; i < n;)
        {
            int end = i + 1;
            while (end < n && eigenvalues[end] == eigenvalues[i])
            {
                end++;
            }

            largest = Math.Max(largest, Math.Abs(CumulativeBelow(eigenvalues[i]) - ((double)i / n)));
            largest = Math.Max(largest, Math.Abs(Cumulative(eigenvalues[i]) - ((double)end / n)));
            i = end;
        }

        return largest;
    }

    /// <summary>Wasserstein-1 distance, the integral of |F - F_n|, relative to the mean of the law: it sees atoms as the close neighbours that they are.</summary>
    public double WassersteinDistance(ReadOnlySpan<double> eigenvalues)
    {
        const int points = 4096;
        double low = 0, high = Math.Max(_scale, eigenvalues.Length == 0 ? 0 : eigenvalues[^1]);
        double sum = 0;
        int below = 0;
        for (int i = 0; i < points; i++)
        {
            double x = low + ((high - low) * (i + 0.5) / points);
            while (below < eigenvalues.Length && eigenvalues[below] <= x)
            {
                below++;
            }

            sum += Math.Abs(Cumulative(x) - ((double)below / Math.Max(1, eigenvalues.Length)));
        }

        double mean = _gamma + _alpha + (_hasFeatures ? _square : 0);
        return sum * (high - low) / points / mean;
    }

    // m_0, the Stieltjes transform of the law of G: ratio z m^2 + (z - 1 + ratio) m + 1 = 0, on the sheet where Im m and Im z have one sign.
    private ComplexValue GramStieltjes(ComplexValue z)
    {
        ComplexValue b = z - (1 - _gramRatio);
        ComplexValue root = ComplexValue.Sqrt((b * b) - (4 * _gramRatio * z));
        ComplexValue denominator = 2 * _gramRatio * z;
        ComplexValue m = (root - b) / denominator;
        return m.Im * z.Im >= 0 ? m : (-root - b) / denominator;
    }

    private (ComplexValue Delta, ComplexValue M) Map(ComplexValue z, ComplexValue delta)
    {
        ComplexValue q = _hasFeatures ? 1 / (1 + delta) : 0;
        ComplexValue c1 = _alpha + (_slope * q);
        ComplexValue c0 = _gamma - z + ((_square - _slope) * q);
        if (c1.SquaredModulus == 0)
        {
            // sigma without a linear part: Phi is a multiple of the identity.
            ComplexValue flat = 1 / c0;
            return (_widthRatio * (_square - _slope) * flat, flat);
        }

        ComplexValue ratio = c0 / c1;
        ComplexValue m = GramStieltjes(-ratio) / c1;
        return (_widthRatio * ((_slope / c1) + ((_square - _slope - (_slope * ratio)) * m)), m);
    }

    // Down from far above the real axis, where the map contracts, each level starting from the last; Newton with a difference quotient (the map is
    // analytic), and the damped map where a step leaves the upper half plane.
    private (ComplexValue M, StieltjesStatus Status) Solve(double x, double height)
    {
        ComplexValue delta = new(0, 0);
        double y = Math.Max(height, 4 * _scale);
        int iterations = 0;
        while (true)
        {
            ComplexValue z = new(x, y);
            (delta, bool converged) = Fix(z, delta, ref iterations);
            if (y <= height || iterations >= IterationLimit)
            {
                return (Map(z, delta).M, converged && y <= height ? StieltjesStatus.Converged : StieltjesStatus.NotConverged);
            }

            y = Math.Max(height, y / 3);
        }
    }

    private (ComplexValue Delta, bool Converged) Fix(ComplexValue z, ComplexValue delta, ref int iterations)
    {
        if (!_hasFeatures)
        {
            return (default, true);
        }

        for (; iterations < IterationLimit; iterations++)
        {
            ComplexValue value = Map(z, delta).Delta;
            ComplexValue difference = value - delta;
            if (difference.Modulus <= Tolerance * (1 + delta.Modulus))
            {
                return (value, true);
            }

            ComplexValue step = 1e-7 * (1 + delta.Modulus);
            ComplexValue slope = (Map(z, delta + step).Delta - value) / step;
            ComplexValue next = delta + (difference / (1 - slope));
            bool usable = next.Im > 0 && double.IsFinite(next.Re) && (next - delta).Modulus <= 0.5 * (1 + delta.Modulus);
            delta = usable ? next : delta + (0.5 * difference);
        }

        return (delta, false);
    }

    private double RawDensity(double x) => RawDensity(x, Nearness * _scale);

    private double RawDensity(double x, double height)
    {
        (ComplexValue m, StieltjesStatus status) = Solve(x, height);
        if (status != StieltjesStatus.Converged)
        {
            Status = status;
        }

        // The point mass has a tail of its own at any height.
        double distance = x - _gamma;
        return (m.Im - (AtomMass * height / ((distance * distance) + (height * height)))) / Math.PI;
    }

    private bool IsInside(double x)
    {
        double far = RawDensity(x, Nearness * _scale), near = RawDensity(x, Nearness / HeightRatio * _scale);
        return near > 0 && far < LargestRatioInside * near;
    }

    private void FindSupport()
    {
        double first = _gamma;
        bool inside = false;
        double start = 0;
        double before = first;
        for (int i = 0; i <= ScanPoints; i++)
        {
            // Quadratic: the parts of a spectrum that come from different eigenvalues of G are close together near its bottom.
            double u = (i + 0.5) / ScanPoints;
            double x = first + (1.02 * (_scale - first) * u * u);
            bool now = IsInside(x);
            if (now != inside)
            {
                double edge = i == 0 ? first : Edge(before, x, now);
                if (now)
                {
                    start = edge;
                }
                else
                {
                    _intervals.Add(new Interval(start, edge, RawDensity));
                }

                inside = now;
            }

            before = x;
        }
    }

    private double Edge(double low, double high, bool insideAtHigh)
    {
        for (int i = 0; i < 40; i++)
        {
            double middle = (low + high) / 2;
            if (IsInside(middle) == insideAtHigh)
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }

        return insideAtHigh ? high : low;
    }

    // x = middle - radius cos(theta) turns square-root edges, and an inverse root at a hard one, into a smooth integrand.
    private sealed class Interval
    {
        private readonly double[] _sums = new double[NodesPerInterval + 1];
        private readonly double[] _nodes = new double[NodesPerInterval + 1];

        public Interval(double low, double high, Func<double, double> density)
        {
            Low = low;
            High = high;
            double radius = (high - low) / 2;
            double before = 0;
            for (int i = 0; i <= NodesPerInterval; i++)
            {
                // theta = pi i / nodes through x = low + width t^2 (3 - 2t), which is as smooth and needs no cosine.
                double t = (double)i / NodesPerInterval;
                _nodes[i] = low + (2 * radius * t * t * (3 - (2 * t)));
                double now = i is 0 or NodesPerInterval ? 0 : density(_nodes[i]) * 2 * radius * 6 * t * (1 - t);
                _sums[i] = i == 0 ? 0 : _sums[i - 1] + ((before + now) / (2 * NodesPerInterval));
                before = now;
            }
        }

        public double Low { get; }

        public double High { get; }

        public double Mass => _sums[^1];

        public double Below(double x)
        {
            if (x <= Low)
            {
                return 0;
            }

            if (x >= High)
            {
                return Mass;
            }

            int at = Array.BinarySearch(_nodes, x);
            if (at >= 0)
            {
                return _sums[at];
            }

            at = ~at;
            double share = (x - _nodes[at - 1]) / (_nodes[at] - _nodes[at - 1]);
            return _sums[at - 1] + (share * (_sums[at] - _sums[at - 1]));
        }
    }
}
