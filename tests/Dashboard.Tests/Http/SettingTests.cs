using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Registry;
using MlOpsDashboard.Workers.Jobs;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>Every setting that does not fit is named before anything is served or stored.</summary>
public sealed class SettingTests
{
    [Theory]
    [InlineData("Dashboard:MaxPages", "0", "Expected Dashboard:MaxPages to be 1 to 10,000; received 0.")]
    [InlineData("Dashboard:MaxPages", "many", "Dashboard:MaxPages")]
    [InlineData(
        "AllowedHosts",
        "http://here",
        "Expected AllowedHosts to hold host names without scheme and port, parted by semicolons; received \"http://here\"."
    )]
    [InlineData("Workers:Threads", "0", "Expected setting Workers:Threads to be a whole number from 1 to 1024; received 0.")]
    [InlineData("Storage:StartFresh", "perhaps", "Storage:StartFresh")]
    [InlineData("Import:AllowedFolders:0", "pictures", "Expected Import:AllowedFolders to be full paths of folders; received pictures.")]
    public void Check_NamesTheSetting(string name, string value, string expected) =>
        Assert.Contains(expected, Refused((name, value)), StringComparison.Ordinal);

    [Fact]
    public void Check_NamesAllAtOnce_OfEveryWing()
    {
        var sentence = Refused(("Dashboard:MaxPages", "0"), ("Dashboard:MaxConnections", "1"), ("Workers:Nice", "20"));
        Assert.Contains("Dashboard:MaxPages", sentence, StringComparison.Ordinal);
        Assert.Contains("Dashboard:MaxConnections", sentence, StringComparison.Ordinal);
        Assert.Contains("Workers:Nice", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfTheDefaults_Passes() => StartUp.CheckSettings(Services());

    private static string Refused(params (string Name, string Value)[] settings) =>
        Assert.Throws<RefusedException>(() => StartUp.CheckSettings(Services(settings))).Message;

    private static IServiceCollection Services(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ApplicationName = "MlOpsDashboard.Dashboard", ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value));
        return builder.Services.AddRegistry(builder.Configuration).AddJobs(builder.Configuration).AddDashboard(builder.Configuration);
    }
}
