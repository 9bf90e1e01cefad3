using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Dashboard;
using MlOpsDashboard.Dashboard.Preview;
using MlOpsDashboard.Dashboard.Services;
using MlOpsDashboard.Dashboard.Tests.Fakes;

// dotnet run --project tests/Dashboard.Preview -- --urls http://127.0.0.1:5090 [--empty true] [--payloads true]
var builder = WebApplication.CreateBuilder(
    new WebApplicationOptions
    {
        Args = args,
        ApplicationName = "MlOpsDashboard.Dashboard",
        EnvironmentName = Environments.Development,
    }
);
builder.WebHost.UseStaticWebAssets();

var feed = new RunFeed();
var pictures = new SamplePictures(Path.Combine(Path.GetTempPath(), "mlops-preview"));
var sender = new FakeSender();
var empty = builder.Configuration["empty"] == "true";
RunSamples.Answer(sender, feed, pictures, empty);
ModelSamples.Answer(sender, feed, pictures, empty);
PeopleSamples.Answer(sender, empty);
DiscussionSamples.Answer(sender, empty);
ReviewSamples.Answer(sender, pictures, empty);

builder.Services.AddSingleton<ISender>(builder.Configuration["payloads"] == "true" ? new PoisonedSender(sender) : sender);
builder.Services.AddSingleton<IRunFeed>(feed);
builder.Services.AddSingleton(pictures.Layout);
builder.Services.AddSingleton<IArtifactStore>(pictures);
builder.Services.AddDashboard(builder.Configuration);

builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
var app = builder.Build();
app.MapDashboard();
app.Run();
