using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>A transfer that ended before the whole file was here.</summary>
internal sealed class TransferException(Refusal reason) : IOException(RefusalText.Of(reason, UserLanguage.English))
{
    public Refusal Reason => reason;

    /// <summary>Whether asking again would change nothing.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Whether the server says that it has no such file.</summary>
    public bool IsMissing => reason.Code == "weights.transfer.missing";
}
