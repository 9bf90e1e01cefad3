using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Http.Edge;
using MlOpsDashboard.Dashboard.Http.Uploads;
using MlOpsDashboard.Dashboard.Mail;
using MlOpsDashboard.Dashboard.SignIn;
using MlOpsDashboard.Workers.Jobs;
using MlOpsDashboard.Workers.Jobs.Imports;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Documentation;

/// <summary>The tables of settings in README.md and docs/settings.md name what there is, with its default.</summary>
public sealed partial class SettingsTests
{
    private static readonly (string Section, object Defaults)[] Sections =
    [
        (WorkerOptions.Section, new WorkerOptions()),
        (ImportOptions.Section, new ImportOptions()),
        (UploadOptions.Section, new UploadOptions()),
        (EdgeOptions.Section, new EdgeOptions()),
        (AccessOptions.Section, new AccessOptions()),
        (ProviderOptions.Section, new ProviderOptions()),
        (MailOptions.Section, new MailOptions()),
    ];

    // What a default is where it is no number.
    private static readonly Dictionary<string, object> Words = new()
    {
        ["processors"] = Environment.ProcessorCount,
        ["number of processors"] = Environment.ProcessorCount,
        ["half the number of processors, at least 1"] = Math.Max(1, Environment.ProcessorCount / 2),
        ["8 GB"] = 8_000_000_000,
        ["`Local`"] = AccessMode.Local,
        ["`StartTls`"] = MailEncryption.StartTls,
    };

    [Fact]
    public void Settings_AreAllListed_WithTheirDefaults()
    {
        var there = Sections
            .SelectMany(s =>
                s.Defaults.GetType()
                    .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .Where(p => p.CanWrite || p.PropertyType.IsInterface)
                    .Select(p => (Name: $"{s.Section}:{p.Name}", Default: p.GetValue(s.Defaults)))
            )
            .ToDictionary(p => p.Name, p => p.Default);
        var said = Rows("docs", "settings.md");
        Assert.Empty(there.Keys.Except(said.Select(r => r.Name)));
        foreach (
            var (name, text) in said.Concat(Rows("README.md")).Where(r => r.Name.Contains(':') && !r.Name.StartsWith("Storage:", StringComparison.Ordinal))
        )
        {
            Assert.True(there.TryGetValue(name, out var value), $"There is no setting {name}.");
            if (value is null or string or IList<string>)
                continue;
            var expected = Words.GetValueOrDefault(text) ?? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
            Assert.Equal(Convert.ToDouble(expected, CultureInfo.InvariantCulture), Convert.ToDouble(value, CultureInfo.InvariantCulture));
        }
        Assert.Contains(said, r => r == (AllowedHostNames.Setting, $"`{AllowedHostNames.Default}`"));
    }

    private static List<(string Name, string Default)> Rows(params string[] path) =>
        [.. Row().Matches(File.ReadAllText(Path.Combine([Repository.Root, .. path]))).Select(m => (m.Groups[1].Value, m.Groups[2].Value.Trim()))];

    [GeneratedRegex(@"^\| `([A-Za-z:]+)` \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
