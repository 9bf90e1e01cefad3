using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>One file of an import is refused; the others go on.</summary>
/// <param name="code">As in <see cref="RefusedFile.Code"/>.</param>
/// <param name="reason">What was expected and what was received.</param>
internal sealed class RefusedFileException(string code, Refusal reason) : Exception(RefusalText.Of(reason, UserLanguage.English))
{
    public string Code => code;

    public Refusal Reason => reason;
}
