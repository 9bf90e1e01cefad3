using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>One file of an import is refused; the others go on.</summary>
/// <param name="code">As in <see cref="RefusedFile.Code"/>.</param>
/// <param name="sentence">What was expected and what was received.</param>
internal sealed class RefusedFileException(string code, string sentence) : Exception(sentence)
{
    public string Code => code;
}
