namespace MlOpsDashboard.Core.Certificates;

/// <summary>What a repetition said.</summary>
public enum RerunVerdict
{
    /// <summary>Every number compared is the same, bit for bit.</summary>
    Equal,

    /// <summary>Some differ by no more than <see cref="RerunReport.Tolerance"/>.</summary>
    WithinTolerance,

    Different,
}
