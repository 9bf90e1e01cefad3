using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Mail;
using MlOpsDashboard.Dashboard.Components.Mail;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Mail;

public sealed class MailAddressPanelTests : PageContext
{
    [Fact]
    public void WhereNobodyIsMailed_NothingIsAsked() => Assert.Empty(Render<MailAddressPanel>().FindAll("input"));

    [Fact]
    public void Address_IsSaved_AndARefusalStandsBesideIt()
    {
        Sender.On<GetMailAddress, string?>(_ => "");
        Sender.On<SetMailAddress, Outcome>(q => q.Address == "ben" ? Outcome.Refused(new("mail.address", ("received", "ben"))) : Outcome.Done);
        var panel = Render<MailAddressPanel>();
        panel.Find("[data-testid=mail-address]").Input("ben");
        panel.Find("[data-testid=mail-address-save]").Click();
        Assert.Contains("e-mail address", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        panel.Find("[data-testid=mail-address]").Input("ben@lab.example");
        panel.Find("[data-testid=mail-address-save]").Click();
        Assert.Equal(["ben", "ben@lab.example"], Sender.SentOf<SetMailAddress>().Select(q => q.Address));
        Assert.Empty(panel.FindAll("[role=alert]"));
    }
}
