using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>How strategies are said.</summary>
public static class StrategyLook
{
    private static readonly TextResource Texts = new(typeof(SharedTexts));

    /// <summary>The full name.</summary>
    public static string Name(string strategy) => StrategyNames.KeyOf(strategy) is { } key ? Texts[$"Strategy.{key}"] : strategy;

    /// <summary>For narrow columns; the full name, or what it means, stands on hover.</summary>
    public static string Short(string strategy) => StrategyNames.KeyOf(strategy) is { } key ? Texts.Find($"ShortStrategy.{key}") ?? Name(strategy) : strategy;

    /// <summary>What stands on hover: the name, and what it means where the name does not say so.</summary>
    public static string Title(string strategy) => StrategyNames.KeyOf(strategy) is { } key ? Texts.Find($"StrategyMeans.{key}") ?? Name(strategy) : strategy;
}
