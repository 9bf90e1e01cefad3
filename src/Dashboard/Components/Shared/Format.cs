using System.Globalization;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>How numbers and times are said. One place: 3 significant digits, units, and "not measured" where there is nothing.</summary>
public static class Format
{
    private static readonly TextResource Texts = new(typeof(Format));
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static string NotMeasured => Texts["NotMeasured"];

    /// <summary>A number with 3 significant digits: <c>0.412</c>, <c>12.3</c>, <c>1,583</c>, <c>1.2e-5</c>.</summary>
    public static string Number(double? value)
    {
        if (value is not { } number || !double.IsFinite(number))
            return NotMeasured;
        var size = Math.Abs(number);
        return size switch
        {
            0 => "0",
            < 0.001 => Scientific(number),
            < 0.9995 => number.ToString("0.000", Culture),
            < 9.995 => number.ToString("0.00", Culture),
            < 99.95 => number.ToString("0.0", Culture),
            < 1e9 => number.ToString("N0", Culture),
            _ => Scientific(number),
        };
    }

    /// <summary>A share of 0 to 1 in percent: <c>91.4 %</c>.</summary>
    public static string Percent(double? share) =>
        share is { } s && double.IsFinite(s) ? (s * 100).ToString(Math.Abs(s) >= 0.9995 ? "0" : "0.0", Culture) + " %" : NotMeasured;

    /// <summary>A metric's value with its unit: <c>91.4 %</c>, <c>0.412</c>, <c>3.20 cm</c>, <c>41 s</c>.</summary>
    /// <param name="unit">As <see cref="MetricSpec.Unit"/> has it.</param>
    public static string Metric(double? value, string? unit) =>
        unit switch
        {
            MetricSpec.Share => Percent(value),
            MetricSpec.Seconds => value is { } s && double.IsFinite(s) ? Duration(TimeSpan.FromSeconds(s)) : NotMeasured,
            null => Number(value),
            _ => value is { } v && double.IsFinite(v) ? $"{Number(v)} {unit}" : NotMeasured,
        };

    /// <summary>A difference of two values of a metric, with its sign: <c>+2.1 points</c>, <c>−0.031</c>, <c>+0.4 cm</c>.</summary>
    public static string MetricDelta(double? difference, string? unit) =>
        unit switch
        {
            MetricSpec.Share => Points(difference),
            MetricSpec.Seconds => difference is { } s && double.IsFinite(s) ? (s < 0 ? "−" : "+") + Duration(TimeSpan.FromSeconds(Math.Abs(s))) : NotMeasured,
            null => Delta(difference),
            _ => difference is { } d && double.IsFinite(d) ? $"{Delta(d)} {unit}" : NotMeasured,
        };

    /// <summary>A difference of two shares in points, with its sign: <c>+2.1 points</c>.</summary>
    public static string Points(double? difference) =>
        difference is { } d && double.IsFinite(d) ? Texts["Points", Signed(d * 100, "0.0"), Math.Abs(Math.Round(d * 100, 1))] : NotMeasured;

    /// <summary>A difference with its sign: <c>+0.031</c>, <c>−1.2</c>.</summary>
    public static string Delta(double? difference)
    {
        if (difference is not { } d || !double.IsFinite(d))
            return NotMeasured;
        return d == 0 ? "±0" : (d > 0 ? "+" : "−") + Number(Math.Abs(d));
    }

    /// <summary>A learning rate as people write it: <c>0.001</c>, <c>1e-5</c>.</summary>
    public static string Rate(double? rate) =>
        rate switch
        {
            null => NotMeasured,
            0 => "0",
            < 0.0001 => Scientific(rate.Value),
            _ => rate.Value.ToString("0.######", Culture),
        };

    public static string Count(long count) => count.ToString("N0", Culture);

    /// <summary><c>1 picture</c>, <c>1,583 pictures</c>.</summary>
    public static string Count(long count, string one, string? many = null) => $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>A large count, short: <c>3.41 M</c>, <c>939 k</c>.</summary>
    public static string Short(double count) =>
        count switch
        {
            >= 999_500_000 => Number(count / 1e9) + " G",
            >= 999_500 => Number(count / 1e6) + " M",
            >= 1_000 => Number(count / 1e3) + " k",
            _ => count.ToString("0", Culture),
        };

    public static string Bytes(double? bytes) =>
        bytes switch
        {
            null => NotMeasured,
            >= 999.5e6 => Number(bytes / 1e9) + " GB",
            >= 999.5e3 => Number(bytes / 1e6) + " MB",
            >= 1e3 => Number(bytes / 1e3) + " kB",
            _ => bytes.Value.ToString("0", Culture) + " B",
        };

    /// <summary>A measured duration: <c>0.8 s</c>, <c>41 s</c>, <c>2 min 5 s</c>, <c>1 h 12 min</c>.</summary>
    public static string Duration(TimeSpan? duration)
    {
        if (duration is not { } d)
            return NotMeasured;
        if (d < TimeSpan.Zero)
            d = TimeSpan.Zero;
        var seconds = (long)Math.Round(d.TotalSeconds);
        return seconds switch
        {
            < 10 => Texts["Seconds", d.TotalSeconds.ToString("0.0", Culture)],
            < 60 => Texts["Seconds", seconds],
            < 3600 when seconds % 60 == 0 => Texts["Minutes", seconds / 60],
            < 3600 => Texts["MinutesSeconds", seconds / 60, seconds % 60],
            < 86400 => Texts["HoursMinutes", seconds / 3600, seconds % 3600 / 60],
            _ => Texts["DaysHours", seconds / 86400, seconds % 86400 / 3600],
        };
    }

    /// <summary>A duration that is only expected: <c>about 40 s</c>, <c>about 2 min</c>.</summary>
    public static string About(double? seconds) => Roughly(seconds) is var (unit, number) ? Texts[$"About.{unit}", number] : NotMeasured;

    /// <summary>The same where there is little room: <c>40 s</c>, <c>2 min</c>.</summary>
    public static string Rough(double? seconds) => Roughly(seconds) is var (unit, number) ? Texts[$"Rough.{unit}", number] : NotMeasured;

    /// <summary>Time left: <c>about 2 min left</c>.</summary>
    public static string Left(double? seconds) => Roughly(seconds) is var (unit, number) ? Texts[$"Left.{unit}", number] : Texts["LeftUnknown"];

    /// <summary>How long ago: <c>just now</c>, <c>3 min ago</c>, <c>2 h ago</c>, <c>yesterday</c>, <c>12 Mar 2026</c>.</summary>
    public static string Ago(DateTimeOffset? time, DateTimeOffset now)
    {
        if (time is not { } t)
            return Texts["Never"];
        var past = now - t;
        return past.TotalSeconds switch
        {
            < 45 => Texts["JustNow"],
            < 3570 => Texts["MinutesAgo", Math.Max(1, Math.Round(past.TotalMinutes))],
            < 86400 => Texts["HoursAgo", Math.Round(past.TotalHours)],
            < 2 * 86400 => Texts["Yesterday"],
            < 14 * 86400 => Texts["DaysAgo", Math.Floor(past.TotalDays)],
            _ => t.ToString(Texts["DatePattern"], Culture),
        };
    }

    /// <summary>The exact time for a hover, in UTC.</summary>
    public static string Exact(DateTimeOffset? time) => time?.UtcDateTime.ToString(Texts["ExactPattern"], Culture) ?? "";

    /// <summary>An epoch as people count: the first is 1.</summary>
    public static string Epoch(int? epoch) => epoch is { } e ? (e + 1).ToString(Culture) : NotMeasured;

    private static (string Unit, double Number)? Roughly(double? seconds) =>
        seconds switch
        {
            null => null,
            < 8 => ("FewSeconds", 0),
            < 55 => ("Seconds", Math.Round(seconds.Value / 5) * 5),
            < 90 => ("Minutes", 1),
            < 5400 => ("Minutes", Math.Round(seconds.Value / 60)),
            _ => ("ManyHours", Math.Round(seconds.Value / 3600, 1)),
        };

    private static string Signed(double value, string format)
    {
        var text = Math.Abs(value).ToString(format, Culture);
        return text.All(c => c is '0' or '.') ? "±" + text : (value > 0 ? "+" : "−") + text;
    }

    private static string Scientific(double value) => value.ToString("0.##e0", Culture);
}
