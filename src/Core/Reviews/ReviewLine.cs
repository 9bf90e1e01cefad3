using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Reviews;

/// <summary>A line of a review's history. Lines are added and never changed.</summary>
public sealed class ReviewLine
{
    private ReviewLine() { }

    public ReviewLine(ReviewId review, ReviewLineKind kind, DateTimeOffset at, Caller by, string? text)
    {
        ReviewId = review;
        Kind = kind;
        At = at;
        By = by.User;
        OnBehalfOf = by.OnBehalfOf;
        Text = text;
    }

    public long Id { get; private set; }
    public ReviewId ReviewId { get; private set; }
    public ReviewLineKind Kind { get; private set; }
    public DateTimeOffset At { get; private set; }
    public string By { get; private set; } = "";

    /// <summary>The person a program acted for, or null.</summary>
    public string? OnBehalfOf { get; private set; }

    /// <summary>The reason, in the words of whoever gave it.</summary>
    public string? Text { get; private set; }

    /// <summary>What a program says in place of a reason.</summary>
    public Refusal? Said { get; init; }

    /// <summary>SHA-256 of the model file that was decided on.</summary>
    public string? Artifact { get; init; }

    /// <summary>SHA-256 of the report that was decided on.</summary>
    public string? ReportHash { get; init; }

    /// <summary>The line whose reason this one amends.</summary>
    public long? Amends { get; init; }
}
