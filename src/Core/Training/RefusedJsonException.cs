using System.Text.Json;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Training;

/// <summary>A value of a spec that a converter can't read.</summary>
internal sealed class RefusedJsonException(Refusal reason) : JsonException(RefusalText.Of(reason, UserLanguage.English))
{
    public Refusal Reason => reason;
}
