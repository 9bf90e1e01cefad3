namespace MlOpsDashboard.Core.Text;

/// <summary>How well names read in a code page.</summary>
/// <param name="Cost">The less, the likelier; differences count, as logarithms of how many times likelier.</param>
public sealed record CodePageFit(CodePage Page, double Cost);
