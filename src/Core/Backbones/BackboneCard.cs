using MlOpsDashboard.Core.Localization;

namespace MlOpsDashboard.Core.Backbones;

/// <summary>What a person needs to choose a backbone.</summary>
/// <param name="Name">Keras's name.</param>
/// <param name="Parameters">Parameters without the top.</param>
/// <param name="Layers">Layers of the network without the top, as Keras counts them with <c>weights=None</c>.</param>
/// <param name="Top1">ImageNet top-1 accuracy in percent, as published.</param>
/// <param name="InputSize">Default height and width in pixels.</param>
/// <param name="WeightsEmbedded">Whether ImageNet weights come with the program; else they are downloaded once.</param>
public sealed record BackboneCard(string Name, string Family, long Parameters, int Layers, double Top1, int InputSize, bool WeightsEmbedded = false)
{
    private static readonly TextResource Texts = new(typeof(BackboneCard));

    /// <summary>One line.</summary>
    public string WhenToChoose => Texts[Name];

    /// <summary>SPDX name of its pretrained weights' licence, where it is known here.</summary>
    public string? License { get; init; }

    /// <summary>Size of the weights without the top, float32.</summary>
    public double SizeMegabytes => Parameters * 4 / 1e6;
}
