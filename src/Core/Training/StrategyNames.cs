using MlOpsDashboard.Core.Localization;

namespace MlOpsDashboard.Core.Training;

/// <summary>The four fine-tuning strategies by their names in lists.</summary>
public static class StrategyNames
{
    private static readonly TextResource Texts = new(typeof(StrategyNames));

    public const string FeatureExtraction = "Feature extraction";
    public const string FineTuning = "Feature extraction, then fine-tuning";
    public const string Everything = "Train everything";
    public const string FromScratch = "From scratch";
    public const string CarryOn = "Carry on";

    /// <summary>The name as people read it; a name that is none of these stays as it is.</summary>
    public static string Title(string name) => Texts.Find($"Title.{name}") ?? name;

    /// <summary>The strategy that a spec amounts to.</summary>
    public static string Of(TrainingSpec spec) =>
        spec.Backbone.File is null && spec.Backbone.Weights == "none" && spec.Stages.All(s => s.Unfreeze.IsAll) ? FromScratch
        : spec.Head is null ? CarryOn
        : spec.Stages.All(s => s.Unfreeze.IsNone && s.Gradual is null) ? FeatureExtraction
        : spec.Stages[0].Unfreeze.IsAll ? Everything
        : FineTuning;
}
