using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>How strategies are said where <see cref="StrategyNames.Title"/> is too long, or says too little.</summary>
public static class StrategyLook
{
    private static readonly TextResource Texts = new(typeof(SharedTexts));

    /// <summary>For narrow columns; the full name, or what it means, stands on hover.</summary>
    public static string Short(string strategy) => Texts.Find($"ShortStrategy.{strategy}") ?? StrategyNames.Title(strategy);

    /// <summary>What stands on hover: the name, and what it means where the name does not say so.</summary>
    public static string Title(string strategy) => Texts.Find($"StrategyMeans.{strategy}") ?? StrategyNames.Title(strategy);
}
