using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>One line of what an import child (<c>mlops import</c>, <c>mlops samples</c>) prints.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ImportProgress), "progress")]
[JsonDerivedType(typeof(ImportFinished), "finished")]
public abstract record ImportEvent
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { AllowOutOfOrderMetadataProperties = true };
}
