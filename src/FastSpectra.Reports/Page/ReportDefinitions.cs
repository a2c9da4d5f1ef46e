using System.Text;

namespace FastSpectra.Reports;

/// <summary>What every quantity of the report means, with its formula.</summary>
internal static class ReportDefinitions
{
    private static readonly (string Term, string Meaning)[] s_definitions =
    [
        ("network", "*f*(*x*) = *a* · tanh(*Wx* / √*d*) / √*h* with *W* of *h* rows and *d* columns; teacher *y* = softplus(⟨*x*, β⟩) + noise."),
        ("deeper networks", "With *L* > 2: *f*(*x*) = *a* · *z*_{*L*−1} / √*h*, *z*_{*l*} = tanh(*W*_{*l*}*z*_{*l*−1} / √(columns of *W*_{*l*})), *z*_{0} = *x*; *W* is *W*_{1}, and read-out, losses and KTA are of the last hidden layer's features."),
        ("features", "*Z* = tanh(*XW*^{T} / *s*) on the probe set, *s* = √*d* (probe_feature_scaling: paper) or *d* (reference-code)."),
        ("train and test loss", "With *F* = *Z* / √*h* and *â* = (*F*^{T}*F* + (λ/*h*) *n* *I*)^{−1} *F*^{T}*y*: mean of (*Fâ* − *y*)^{2} on the probe set and on the test set, λ = reg_lambda. Without a fixed last layer: the network's own losses on its training batch and on the test set."),
        ("KTA", "⟨*ZZ*^{T}, *yy*^{T}⟩_{F} / (‖*ZZ*^{T}‖_{F} ‖*yy*^{T}‖_{F}), not centred."),
        ("alignment", "|⟨*v*_{1}, β⟩| with *v*_{1} the right singular vector of the largest singular value of *W*."),
        ("spectral density", "Histogram of the eigenvalues λ_{*i*} = σ_{*i*}^{2} of *W*^{T}*W*, not divided by *h* or *d*; its area is 1."),
        ("Marchenko–Pastur law", "For independent entries of variance *v*, *n* = max(*h*, *d*), β = min(*h*, *d*)/*n*, *x* = λ/(*nv*): density √((*x*_{+} − *x*)(*x* − *x*_{−})) / (2πβ*x*) between *x*_{±} = (1 ± √β)^{2}."),
        ("α (Hill)", "With the λ ascending, *N* of them, *i* = ⌊*N*/2⌋: 1 + (*N* − *i*) / Σ_{*j*≥*i*} ln(λ_{*j*}/λ_{*i*})."),
        ("α (KS)", "The same at the *i* whose power law has the smallest Kolmogorov–Smirnov distance max_{*j*≥*i*} |1 − (λ_{*j*}/λ_{*i*})^{1−α} − (*j* − *i*)/(*N* − *i*)|; that distance is pl_ks_distance."),
        ("norms", "‖*W*‖_{2} = σ_{1}, ‖*W*‖_{F}^{2} = Σ σ_{*i*}^{2}, stable rank ‖*W*‖_{F}^{2}/‖*W*‖_{2}^{2}."),
        ("overlaps", "Squared inner products of the left (right) singular vectors of *W* with those of the update *M* = *W*_{*t*} − *W*_{*t*−1}."),
    ];

    /// <summary>The definitions as an HTML list.</summary>
    internal static string Html
    {
        get
        {
            StringBuilder html = new("<dl class=\"definitions\">\n");
            foreach ((string term, string meaning) in s_definitions)
                html.Append("<dt>").Append(SvgWriter.Escape(term)).Append("</dt><dd>").Append(RichText.Parse(meaning).ToHtml()).Append("</dd>\n");
            return html.Append("</dl>\n").ToString();
        }
    }
}
