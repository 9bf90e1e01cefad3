namespace MlOpsDashboard.Core.Reviews;

/// <summary>What must hold before an alias of a model is moved. Shares are 0 to 1.</summary>
public sealed record AliasRules
{
    public const int MostApprovals = 10;

    /// <summary>Whether the alias moves by an approved request alone.</summary>
    public bool ByReviewOnly { get; init; }

    /// <summary>How many people must approve, 1 to <see cref="MostApprovals"/>.</summary>
    public int Approvals { get; init; } = 1;

    /// <summary>Whether whoever asked may approve.</summary>
    public bool OwnApprovalCounts { get; init; }

    /// <summary>The worst value of the primary metric on the holdout, in the metric's unit; null (default) for any.</summary>
    public double? Minimum { get; init; }

    /// <summary>How much worse than the incumbent's the mean score of a class may be; null for any.</summary>
    public double? MostLossOfClass { get; init; } = 0.1;

    /// <summary>How far below 0 the lower end of the 95 % interval of the mean score's difference may lie; null (default) for any.</summary>
    public double? MostLoss { get; init; }

    /// <summary>How many examples of the holdout may be in what candidate or incumbent was trained on.</summary>
    public int MostLeaks { get; init; }
}
