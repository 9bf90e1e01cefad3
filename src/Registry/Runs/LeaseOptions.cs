using System.Globalization;
using Microsoft.Extensions.Configuration;
using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>How long a worker holds a run without a heartbeat.</summary>
public sealed record LeaseOptions(TimeSpan Duration)
{
    public const string Setting = "Workers:LeaseSeconds";

    /// <exception cref="RefusedException">The setting is no number from 5 to 3600.</exception>
    public static LeaseOptions From(IConfiguration configuration)
    {
        var text = configuration[Setting];
        if (string.IsNullOrWhiteSpace(text)) return new(TimeSpan.FromSeconds(30));
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 5 and <= 3600
            ? new(TimeSpan.FromSeconds(seconds))
            : throw new RefusedException($"Expected {Setting} to be a whole number of seconds from 5 to 3600; received \"{text}\".");
    }
}
