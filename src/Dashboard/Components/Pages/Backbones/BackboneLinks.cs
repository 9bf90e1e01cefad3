using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun;

namespace MlOpsDashboard.Dashboard.Components.Pages.Backbones;

/// <summary>Where backbones lead to.</summary>
public static class BackboneLinks
{
    public static string Of(BackboneCard card) => $"/backbones/{card.Name}";

    public static string Of(CustomModelSummary model) => $"/backbones/custom/{model.Id}";

    /// <summary>The New run form with this backbone chosen.</summary>
    public static string NewRun(BackboneCard card) => NewRun(SpecPresets.For(StrategyNames.FeatureExtraction, card.Name, "", imageSize: card.InputSize));

    public static string NewRun(CustomModelSummary model) => NewRun(model.Texts is null ? OfPictures(model) : OfTexts(model));

    private static TrainingSpec OfTexts(CustomModelSummary model)
    {
        var bare = SpecPresets.For(StrategyNames.FeatureExtraction, "", "") with
        {
            Task = DatasetKinds.TasksFor(DatasetKinds.Class, model.Input)[0].Name,
            Backbone = model.ToSpec(),
            Data = new() { Input = model.Input },
        };
        return InputCards.Of(bare).Preset(StrategyNames.FeatureExtraction, bare, null);
    }

    private static TrainingSpec OfPictures(CustomModelSummary model) =>
        SpecPresets.For(StrategyNames.FeatureExtraction, "", "", imageSize: ImageSize(model)) with
        {
            Backbone = model.ToSpec(),
        } switch
        {
            var spec when model.InputShape[3] is 1 or 4 => spec with { Data = spec.Data with { ColorMode = model.InputShape[3] == 1 ? "grayscale" : "rgba" } },
            var spec => spec,
        };

    /// <summary>Height of the pictures it takes; 224 where that is open.</summary>
    public static int ImageSize(CustomModelSummary model) => (int)(model.InputShape[1] ?? 224);

    private static string NewRun(TrainingSpec spec) => $"/runs/new?spec={DraftLink.Encode(spec)}";
}
