using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Training;

/// <summary>A Keras application by name, or any Keras model file cut at a layer.</summary>
public sealed record BackboneSpec
{
    /// <summary>Keras's name, such as <c>EfficientNetB0</c>; null where <see cref="File"/> is given.</summary>
    public string? Name { get; init; }

    /// <summary><c>imagenet</c>, <c>none</c>, or a weight file.</summary>
    public string Weights { get; init; } = "imagenet";

    /// <summary>A <c>.keras</c> or <c>.h5</c> model.</summary>
    public string? File { get; init; }

    /// <summary>Where <see cref="File"/> is cut; its output becomes the features.</summary>
    public LayerReference? Layer { get; init; }

    /// <summary>Gives a network made for RGB pictures the channels of <c>data.colorMode</c>; null leaves it as it is: a Keras application without weights is
    /// then built for those channels.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public InputChannelsSpec? InputChannels { get; init; }
}
