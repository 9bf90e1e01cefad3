using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>Strategies said shortly, for narrow columns; the full name stands on hover.</summary>
public static class StrategyLook
{
    public static string Short(string strategy) => strategy switch
    {
        StrategyNames.FineTuning => "Fine-tuning",
        StrategyNames.Everything => "Everything",
        _ => strategy,
    };
}
