using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>How names of an archive that does not say how it wrote them read in a code page.</summary>
/// <param name="Names">Paths of a few pictures, of different classes where there are.</param>
/// <param name="IsCurrent">Whether the dataset version has them so.</param>
public sealed record NameReading(CodePage Page, IReadOnlyList<string> Names, bool IsCurrent);
