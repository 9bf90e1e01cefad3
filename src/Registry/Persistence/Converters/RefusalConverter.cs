using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Registry.Persistence.Converters;

/// <summary>A refusal, or a sentence as code and values, as JSON; what can't be read as one is null, and the text beside it stands.</summary>
internal sealed class RefusalConverter()
    : ValueConverter<Refusal?, string?>(refusal => refusal == null ? null : RefusalJson.Write(refusal), json => json == null ? null : RefusalJson.Read(json));
