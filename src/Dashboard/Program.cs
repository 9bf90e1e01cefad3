using MlOpsDashboard.Core;
using MlOpsDashboard.Dashboard;
using MlOpsDashboard.Dashboard.Mail;
using MlOpsDashboard.Registry;
using MlOpsDashboard.Registry.Mail;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Workers.Jobs;

try
{
    // Settings lie beside the program, whatever folder it is started from; `Storage:Root` counts from that folder.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    // A build without a publish serves the components' files from the package folders, in every environment.
    builder.WebHost.UseStaticWebAssets();
    builder.Services.AddSingleton(new MailSwitch(MailOptions.IsOn(builder.Configuration)));
    builder.Services.AddRegistry(builder.Configuration).AddJobs(builder.Configuration).AddDashboard(builder.Configuration);

    StartUp.CheckSettings(builder.Services);
    var app = builder.Build();
    await app.Services.GetRequiredService<RegistryMigrator>().InitializeAsync();
    app.MapDashboard();
    await app.RunAsync();
    return 0;
}
catch (RefusedException refused)
{
    StartUp.Refuse(refused);
    return 2;
}
