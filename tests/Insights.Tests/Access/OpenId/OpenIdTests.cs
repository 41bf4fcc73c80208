using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Insights.Access.OpenId;
using Insights.Tests.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Access.OpenId;

/// <summary>What a sign-in is made of, and every way in which it is refused, against a provider that signs what it is told to.</summary>
[Trait("Category", "Slow")]
public sealed class OpenIdTests : IAsyncLifetime
{
    private readonly StoppedClock clock = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
    private FakeProvider provider = null!;
    private SignInSite site = null!;

    public async ValueTask InitializeAsync()
    {
        provider = await FakeProvider.StartAsync(clock);
        site = await SiteAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await site.DisposeAsync();
        await provider.DisposeAsync();
    }

    private Task<SignInSite> SiteAsync(string secret = FakeProvider.Secret, Dictionary<string, string>? organizations = null,
        string? authority = null, Uri? open = null) =>
        SignInSite.StartAsync(client =>
            new OpenIdSettings(new Uri(authority ?? provider.Address), client)
            {
                Secret = secret,
                Organizations = organizations
            ?? [],
                PublicAddress = open
            }, clock);

    /// <summary>Tries to sign in, which has to fail with this problem for this reason, and leave nobody signed in.</summary>
    private async Task RefusedAsync(string problem, string reason, SignInSite? where = null)
    {
        using var ann = new Caller(where ?? site);
        await ann.SignInAsync();
        await RefusedAsync(ann, problem, reason, where);
    }

    private async Task RefusedAsync(Caller ann, string problem, string reason, SignInSite? where = null)
    {
        ann.Visited[^1].PathAndQuery.ShouldBe($"/sign-in?problem={problem}");
        (where ?? site).Log.ShouldContain($"({problem}): ");
        (where ?? site).Log.ShouldContain(reason);
        await ann.GoAsync("/");
        ann.Page.ShouldContain("Nobody is signed in.");
    }

    private async Task<Caller> SignedInAsync(SignInSite? where = null)
    {
        var ann = new Caller(where ?? site);
        await ann.SignInAsync();
        ann.Page.ShouldContain("Good day", Case.Sensitive, (where ?? site).Log);
        return ann;
    }

    [Theory, InlineData("RS256"), InlineData("PS256"), InlineData("ES256")]
    public async Task Somebody_is_signed_in_with_a_name_a_role_and_an_organisation(string algorithm)
    {
        provider.Keys[0] = new FakeKey(algorithm, "its own");
        using Caller ann = await SignedInAsync();
        new[] { "sub", "iss", "sid", "name", "email", "organization", "role" }.Select(ann.Claim)
            .ShouldBe(["ann", provider.Address, "one", "Ann", "ann@example.com", "contoso", nameof(Role.ReferralsAdmin)]);
        ann.Visited[^1].ShouldBe(new Uri(site.Address + "/"));
    }

    [Fact]
    public async Task No_secret_and_no_token_is_in_the_log()
    {
        using Caller ann = await SignedInAsync();
        provider.Claims = claims => claims["nonce"] = "other";
        await RefusedAsync("nonce", "nonce is not the one");
        string code = ann.Callback.Query.Split("code=")[1].Split('&')[0];
        foreach (string secret in new[] { FakeProvider.Secret, Uri.EscapeDataString(FakeProvider.Secret), FakeProvider.AccessToken,
            provider.Given, code }) site.Log.ShouldNotContain(secret);
    }

    [Fact]
    public async Task A_person_without_a_role_we_know_is_signed_in_without_a_role()
    {
        provider.Claims = claims => claims["roles"] = new[] { "Janitor" };
        using Caller ann = await SignedInAsync();
        ann.Claim("role").ShouldBeNull();
        ann.Claim("name").ShouldBe("Ann");
    }

    [Fact]
    public async Task A_person_without_an_organisation_has_no_role()
    {
        provider.Claims = claims => claims["tid"] = null;
        using Caller ann = await SignedInAsync();
        (ann.Claim("role"), ann.Claim("organization")).ShouldBe((null, null));
        site.Log.ShouldContain("without a role: the claim roles says 'ReferralsAdmin', tid says nothing");
    }

    [Fact]
    public async Task Of_several_roles_the_first_counts()
    {
        provider.Claims = claims => claims["roles"] = new[] { "ExecutiveViewer", "Janitor", "ReferralsUser" };
        using Caller ann = await SignedInAsync();
        ann.Claim("role").ShouldBe(nameof(Role.ReferralsUser));
    }

    [Fact]
    public async Task A_nonce_of_another_sign_in_is_refused()
    {
        provider.Claims = claims => claims["nonce"] = "of somebody else";
        await RefusedAsync("nonce", "nonce is not the one");
    }

    [Fact]
    public async Task A_token_without_a_nonce_is_refused()
    {
        provider.Claims = claims => claims["nonce"] = null;
        await RefusedAsync("nonce", "nonce is not the one");
    }

    [Fact]
    public async Task An_expired_token_is_refused()
    {
        provider.Claims = claims => claims["exp"] = clock.Now.AddMinutes(-2).ToUnixTimeSeconds();
        await RefusedAsync("expired", "held until 120 seconds ago");
    }

    [Fact]
    public async Task A_token_that_expired_less_than_the_skew_ago_is_taken()
    {
        provider.Claims = claims => claims["exp"] = clock.Now.AddSeconds(-119).ToUnixTimeSeconds();
        (await SignedInAsync()).Dispose();
    }

    [Theory, InlineData("iat"), InlineData("nbf")]
    public async Task A_token_dated_in_the_future_is_refused(string claim)
    {
        provider.Claims = claims => claims[claim] = clock.Now.AddSeconds(121).ToUnixTimeSeconds();
        await RefusedAsync("early", "121 seconds from now");
    }

    [Theory, InlineData("exp"), InlineData("iat"), InlineData("sub")]
    public async Task A_token_that_lacks_what_it_must_say_is_refused(string claim)
    {
        provider.Claims = claims => claims[claim] = null;
        await RefusedAsync("token", claim);
    }

    [Fact]
    public async Task A_token_for_another_program_is_refused()
    {
        provider.Claims = claims => claims["aud"] = "payroll";
        await RefusedAsync("audience", "is for 'payroll'");
    }

    [Fact]
    public async Task A_token_for_several_programs_is_taken_only_when_it_was_given_to_us()
    {
        provider.Claims = claims => claims["aud"] = new[] { "payroll", "insights" };
        await RefusedAsync("audience", "given to nothing (azp)");
        provider.Claims = claims => (claims["aud"], claims["azp"]) = (new[] { "payroll", "insights" }, "insights");
        (await SignedInAsync()).Dispose();
        provider.Claims = claims => claims["azp"] = "payroll";
        await RefusedAsync("audience", "given to 'payroll' (azp)");
    }

    [Fact]
    public async Task A_token_of_another_issuer_is_refused()
    {
        provider.Claims = claims => claims["iss"] = "https://elsewhere.example.com";
        await RefusedAsync("issuer", "is from 'https://elsewhere.example.com'");
    }

    [Fact]
    public async Task A_token_that_was_changed_after_it_was_signed_is_refused()
    {
        provider.Token = token =>
        {
            string[] parts = token.Split('.');
            string claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]))
                .Replace("\"ann\"", "\"bob\"", StringComparison.Ordinal);
            return $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.{parts[2]}";
        };
        await RefusedAsync("signature", "Signature validation failed");
    }

    [Theory, InlineData("RS256"), InlineData("PS256"), InlineData("ES256")]
    public async Task A_token_signed_by_somebody_else_under_the_same_name_is_refused(string algorithm)
    {
        provider.Keys[0] = new FakeKey(algorithm, "first");
        using Caller ann = await SignedInAsync();
        var thief = new FakeKey(algorithm, "first");
        provider.Claims = claims => provider.Token = _ =>
            FakeProvider.Sign(new() { ["alg"] = algorithm, ["kid"] = "first" }, claims, thief.Sign);
        await RefusedAsync("signature", "Signature validation failed");
    }

    [Fact]
    public async Task A_token_that_nobody_signed_is_refused()
    {
        provider.Claims = claims => provider.Token = _ => FakeProvider.Sign(new() { ["alg"] = "none" }, claims, _ => []);
        await RefusedAsync("signature", "algorithm is 'none'");
    }

    [Fact]
    public async Task A_token_signed_with_our_public_key_as_a_secret_is_refused()
    {
        provider.Claims = claims => provider.Token = _ =>
            FakeProvider.Sign(new() { ["alg"] = "HS256", ["kid"] = "first" }, claims, provider.Keys[0].SignWithPublicKeyAsSecret);
        await RefusedAsync("signature", "Signature validation failed");
    }

    [Fact]
    public async Task A_key_signs_only_with_its_own_algorithm()
    {
        var key = new FakeKey("PS256", "first");
        provider.Keys[0] = key;
        provider.Claims = claims => provider.Token = _ =>
            FakeProvider.Sign(new() { ["alg"] = "RS256", ["kid"] = "first" }, claims, data => key.SignAs("RS256", data));
        await RefusedAsync("signature", "no key 'first' for RS256");
    }

    [Fact]
    public async Task A_short_key_signs_nothing()
    {
        provider.Keys[0] = new FakeKey("RS256", "short", bits: 1024);
        await RefusedAsync("signature", "no key 'short' for RS256");
    }

    [Fact]
    public async Task A_key_of_one_tenant_signs_for_no_other()
    {
        const string tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47", other = "00000000-86f1-41af-91ab-2d7cd011db47";
        provider.Document = document => document["issuer"] = provider.Address + "/{tenantid}/v2.0";
        provider.Claims = claims => (claims["tid"], claims["iss"]) = (tenant, $"{provider.Address}/{tenant}/v2.0");
        provider.Keys[0] = new FakeKey("RS256", "theirs", issuer: $"{provider.Address}/{other}/v2.0");
        await RefusedAsync("signature", "no key 'theirs' for RS256");
        provider.Keys[0] = new FakeKey("RS256", "everybody's", issuer: provider.Address + "/{tenantid}/v2.0");
        clock.Now += TimeSpan.FromMinutes(1);
        (await SignedInAsync()).Dispose();
    }

    [Fact]
    public async Task A_token_that_says_something_twice_is_refused()
    {
        provider.Claims = claims => provider.Token = _ => FakeProvider.SignText("""{"alg":"RS256","kid":"first"}""",
            JsonSerializer.Serialize(claims).Replace("{\"iss\"", "{\"sub\":\"bob\",\"iss\"", StringComparison.Ordinal),
                provider.Keys[0].Sign);
        await RefusedAsync("token", "every name once");
    }

    [Fact]
    public async Task A_secret_goes_in_the_form_when_the_provider_takes_it_only_there()
    {
        provider.Document = document => document["token_endpoint_auth_methods_supported"] = new[] { "client_secret_post" };
        provider.TakesForm = true;
        (await SignedInAsync()).Dispose();
    }

    [Fact]
    public async Task A_secret_and_a_code_are_carried_to_no_other_address_than_the_provider_published()
    {
        await using FakeProvider thief = await FakeProvider.StartAsync(clock);
        provider.TokenGoesTo = thief.Address + "/token";
        await RefusedAsync("provider", "Failed to parse token response body as JSON");
        thief.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task A_token_with_something_critical_we_do_not_know_is_refused()
    {
        provider.Claims = claims => provider.Token = _ =>
            FakeProvider.Sign(new() { ["alg"] = "RS256", ["kid"] = "first", ["crit"] = new[] { "b64" }, ["b64"] = true }, claims,
            provider.Keys[0].Sign);
        await RefusedAsync("signature", "critical");
    }

    [Fact]
    public async Task A_token_that_came_with_another_access_token_is_refused()
    {
        provider.Claims = claims => claims["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA";
        await RefusedAsync("token", "at_hash");
    }

    [Theory, InlineData(""), InlineData("a.b"), InlineData("a.b.c"), InlineData("e30.W10.e30"), InlineData("a.b.c.d.e")]
    public async Task What_is_no_token_is_refused(string text)
    {
        provider.Token = _ => text;
        await RefusedAsync("token", "oken");
    }

    [Fact]
    public async Task An_answer_that_was_used_is_refused_in_the_same_browser()
    {
        using Caller ann = await SignedInAsync();
        ann.Cookies.Remove(".AspNetCore.session").ShouldBeTrue();
        await ann.GoAsync(ann.Callback);
        await RefusedAsync(ann, "state", "Correlation failed");
    }

    [Fact]
    public async Task A_code_that_was_used_is_refused_even_with_the_cookies_of_then()
    {
        using var ann = new Caller(site);
        await ann.GoAsync(new Uri(site.Address + "/sign-in/start"), stop: a => a.AbsolutePath == OpenIdSignIn.CallbackPath);
        using var thief = new Caller(site) { Cookies = new(ann.Cookies) };
        await ann.GoAsync(ann.Callback);
        ann.Page.ShouldContain("Good day, Ann");
        await thief.GoAsync(ann.Callback);
        await RefusedAsync(thief, "grant", "'invalid_grant', 'used, late or not yours'");
    }

    [Fact]
    public async Task An_answer_is_refused_in_another_browser()
    {
        using var ann = new Caller(site);
        using var victim = new Caller(site);
        await ann.GoAsync(new Uri(site.Address + "/sign-in/start"), stop: a => a.AbsolutePath == OpenIdSignIn.CallbackPath);
        await victim.GoAsync(ann.Callback);
        await RefusedAsync(victim, "state", "Correlation failed");
    }

    [Fact]
    public async Task A_state_that_was_tampered_with_is_refused()
    {
        using var ann = new Caller(site);
        await ann.GoAsync(new Uri(site.Address + "/sign-in/start"), stop: a => a.AbsolutePath == OpenIdSignIn.CallbackPath);
        string address = ann.Callback.AbsoluteUri;
        int at = address.IndexOf("state=", StringComparison.Ordinal) + 40;
        await ann.GoAsync(new Uri(string.Concat(address.AsSpan(0, at), address[at] == 'A' ? "B" : "A", address.AsSpan(at + 1))));
        await RefusedAsync(ann, "state", "Unable to unprotect the message.State");
    }

    [Fact]
    public async Task A_code_of_another_provider_is_not_carried_to_ours()
    {
        using var ann = new Caller(site);
        await ann.GoAsync(new Uri(site.Address + "/sign-in/start"), stop: a => a.AbsolutePath == OpenIdSignIn.CallbackPath);
        await ann.GoAsync(new Uri(ann.Callback.AbsoluteUri + "&iss=https%3A%2F%2Felsewhere.example.com"));
        await RefusedAsync(ann, "issuer", "answer is from 'https://elsewhere.example.com'");
    }

    [Theory, InlineData("access_denied", "denied"), InlineData("server_error", "refused")]
    public async Task What_the_provider_says_instead_of_a_code_is_told(string error, string problem)
    {
        provider.Error = error;
        await RefusedAsync(problem, error);
    }

    [Fact]
    public async Task A_wrong_secret_is_told_as_a_fault_of_the_registration()
    {
        await using SignInSite wrong = await SiteAsync(secret: "of last year");
        await RefusedAsync("client", "The provider says 'invalid_client'", wrong);
    }

    [Fact]
    public async Task A_key_that_is_new_is_looked_for_and_taken()
    {
        (await SignedInAsync()).Dispose();
        provider.Keys.Insert(0, new FakeKey("ES256", "second"));
        clock.Now += TimeSpan.FromMinutes(1);
        (await SignedInAsync()).Dispose();
        provider.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task A_key_nobody_knows_is_looked_for_once_a_minute()
    {
        var unknown = new FakeKey("RS256", "unknown");
        (await SignedInAsync()).Dispose();
        provider.Claims = claims => provider.Token = _ =>
            FakeProvider.Sign(new() { ["alg"] = "RS256", ["kid"] = "unknown" }, claims, unknown.Sign);
        foreach (int reads in new[] { 1, 2, 2, 3 })
        {
            await RefusedAsync("signature", "Signature validation failed");
            provider.Reads.ShouldBe(reads);
            clock.Now += TimeSpan.FromSeconds(reads == 1 ? 60 : 30);
        }
    }

    [Fact]
    public async Task What_the_provider_publishes_is_read_once_a_day_and_kept_when_it_is_away()
    {
        for (var visit = 0; visit < 3; visit++) (await SignedInAsync()).Dispose();
        provider.Reads.ShouldBe(1);
        clock.Now += TimeSpan.FromDays(1);
        provider.Document = document => document.Remove("jwks_uri");
        (await SignedInAsync()).Dispose();
        site.Log.ShouldContain("has no jwks_uri");
        provider.Reads.ShouldBe(2);
        provider.Document = _ => { };
        (await SignedInAsync()).Dispose();
        provider.Reads.ShouldBe(2, "it was tried within the minute");
        clock.Now += TimeSpan.FromMinutes(1);
        (await SignedInAsync()).Dispose();
        provider.Reads.ShouldBe(3);
    }

    [Fact]
    public async Task A_provider_that_is_away_is_told_and_found_again()
    {
        provider.Down = true;
        await RefusedAsync("provider", "/.well-known/openid-configuration gave no answer that is understood");
        provider.Down = false;
        using Caller ann = await SignedInAsync();
        using var bob = new Caller(site);
        await bob.GoAsync(new Uri(site.Address + "/sign-in/start"), stop: a => a.AbsolutePath == OpenIdSignIn.CallbackPath);
        provider.Down = true;
        await bob.GoAsync(bob.Callback);
        await RefusedAsync(bob, "provider", "Failed to parse token response body as JSON");
    }

    [Fact]
    public async Task A_provider_nobody_answers_for_is_told()
    {
        await using SignInSite nowhere = await SiteAsync(authority: "http://127.0.0.1:1");
        await RefusedAsync("provider", "refused", nowhere);
    }

    [Theory]
    [InlineData("issuer", "https://elsewhere.example.com", "set INSIGHTS_SIGNIN_AUTHORITY to that")]
    [InlineData("token_endpoint", "http://elsewhere.example.com/token", "which is not https")]
    [InlineData("authorization_endpoint", null, "has no authorization_endpoint")]
    public async Task A_provider_that_describes_itself_wrongly_is_not_asked(string name, string? value, string reason)
    {
        provider.Document = document => document[name] = value;
        await RefusedAsync("provider", reason);
    }

    [Fact]
    public async Task What_the_token_leaves_out_is_asked_of_userinfo()
    {
        provider.Claims = claims => (claims["name"], claims["email"], claims["roles"]) = (null, null, null);
        (provider.UserInfo["name"], provider.UserInfo["email"], provider.UserInfo["email_verified"], provider.UserInfo["roles"]) =
            ("Ann of userinfo", "ann@example.com", true, "ExecutiveViewer");
        using Caller ann = await SignedInAsync();
        (ann.Claim("name"), ann.Claim("email"), ann.Claim("role"))
            .ShouldBe(("Ann of userinfo", "ann@example.com", nameof(Role.ExecutiveViewer)));
        provider.UserInfo["email_verified"] = false;
        using Caller again = await SignedInAsync();
        again.Claim("email").ShouldBeNull("whose address nobody checked has none");
        provider.UserInfo["sub"] = "bob";
        await RefusedAsync("token", "somebody else");
    }

    [Fact]
    public async Task With_organisations_in_the_settings_nobody_of_another_has_a_role()
    {
        await using SignInSite chosen = await SiteAsync(organizations: new() { ["contoso"] = "our organisation" });
        using Caller ann = await SignedInAsync(chosen);
        (ann.Claim("role"), ann.Claim("organization")).ShouldBe((nameof(Role.ReferralsAdmin), "our organisation"));
        provider.Claims = claims => claims["tid"] = "fabrikam";
        using Caller stranger = await SignedInAsync(chosen);
        (stranger.Claim("role"), stranger.Claim("organization")).ShouldBe((null, "fabrikam"));
    }

    [Fact]
    public async Task A_provider_of_many_tenants_gives_roles_only_in_the_tenants_of_the_settings()
    {
        const string tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47", other = "00000000-86f1-41af-91ab-2d7cd011db47";
        provider.Document = document => document["issuer"] = provider.Address + "/{tenantid}/v2.0";
        await using SignInSite chosen = await SiteAsync(organizations: new() { [tenant] = "our organisation" });

        provider.Claims = claims => (claims["tid"], claims["iss"]) = (tenant, $"{provider.Address}/{tenant}/v2.0");
        using Caller ann = await SignedInAsync(chosen);
        ann.Claim("role").ShouldBe(nameof(Role.ReferralsAdmin));
        using Caller unmapped = await SignedInAsync();
        unmapped.Claim("role").ShouldBeNull("without organisations in the settings any tenant's administrator would be ours");

        provider.Claims = claims => (claims["tid"], claims["iss"]) = (other, $"{provider.Address}/{tenant}/v2.0");
        await RefusedAsync("issuer", "is from", chosen);
        provider.Claims = claims => claims["iss"] = provider.Address + "/{tenantid}/v2.0";
        await RefusedAsync("issuer", "is from", chosen);
        provider.Claims = claims => (claims["tid"], claims["iss"]) = ("no/tenant", $"{provider.Address}/no/tenant/v2.0");
        await RefusedAsync("issuer", "is from", chosen);
    }

    [Fact]
    public async Task However_much_a_session_is_used_it_ends_and_the_provider_is_asked_again()
    {
        using Caller ann = await SignedInAsync();
        for (var used = TimeSpan.Zero; used < SignInSite.Session; used += SignInSite.Session / 3)
        {
            await ann.GoAsync("/");
            ann.Page.ShouldContain("Good day, Ann");
            clock.Now += SignInSite.Session / 3;
        }
        clock.Now += TimeSpan.FromSeconds(1);
        await ann.GoAsync("/");
        ann.Page.ShouldContain("Nobody is signed in.");
    }

    [Fact]
    public async Task Signing_out_signs_out_here_and_at_the_provider()
    {
        using Caller ann = await SignedInAsync();
        await ann.GoAsync("/sign-out", post: true);
        provider.Ended.ShouldNotBeNull()["id_token_hint"].ToString().ShouldBe(provider.Given);
        provider.Ended["client_id"].ToString().ShouldBe("insights");
        ann.Visited[^1].ShouldBe(new Uri(site.Address + "/sign-in"));
        await ann.GoAsync("/");
        ann.Page.ShouldContain("Nobody is signed in.");
    }

    [Fact]
    public async Task A_long_token_is_not_kept_with_the_session_and_signing_out_goes_without()
    {
        provider.Claims = claims => claims["groups"] = Enumerable.Range(0, 100).Select(i => $"group {i} of a hundred").ToArray();
        using Caller ann = await SignedInAsync();
        ann.Cookies.Values.Sum(c => c.Length).ShouldBeLessThan(2000);
        await ann.GoAsync("/sign-out", post: true);
        provider.Ended.ShouldNotBeNull().ContainsKey("id_token_hint").ShouldBeFalse();
    }

    [Fact]
    public async Task When_the_provider_has_no_place_to_sign_out_one_is_signed_out_here()
    {
        provider.Document = document => document.Remove("end_session_endpoint");
        using Caller ann = await SignedInAsync();
        await ann.GoAsync("/sign-out", post: true);
        ann.Visited[^1].ShouldBe(new Uri(site.Address + "/sign-in"));
        ann.Page.ShouldContain("Nobody is signed in.");
    }

    [Fact]
    public async Task Behind_a_gateway_the_provider_is_told_the_address_people_use()
    {
        await using SignInSite behind = await SiteAsync(open: new Uri("https://insights.example.com/reports/"));
        using var ann = new Caller(behind);
        await ann.GoAsync(new Uri(behind.Address + "/sign-in/start"), stop: a => a.AbsolutePath == "/authorize");
        Uri.UnescapeDataString(ann.Visited[^1].Query).ShouldContain("redirect_uri=https://insights.example.com/reports/sign-in/callback&");
    }

    private Dictionary<string, object?> Logout(params (string Name, object? Value)[] changes)
    {
        Dictionary<string, object?> claims = provider.Ordinary();
        (claims["sid"], claims["jti"], claims["events"]) =
            ("one", "1", new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = new { } });
        foreach ((string name, object? value) in changes) claims[name] = value;
        return claims;
    }

    private async Task<int> BackChannelAsync(string token)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["logout_token"] = token });
        using HttpResponseMessage answer =
            await http.PostAsync(site.Address + OpenIdSignIn.BackChannelPath, form, TestContext.Current.CancellationToken);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return (int)answer.StatusCode;
    }

    [Fact]
    public async Task When_the_provider_says_that_somebody_signed_out_the_session_ends()
    {
        using Caller ann = await SignedInAsync();
        (await BackChannelAsync(provider.Sign(Logout()))).ShouldBe(200);
        site.Ends.ShouldHaveSingleItem().ShouldBe((provider.Address, "one", "ann"));
        await ann.GoAsync("/");
        ann.Page.ShouldContain("Nobody is signed in.");
    }

    [Fact]
    public async Task A_logout_token_counts_once_with_or_without_a_number_of_its_own()
    {
        string numbered = provider.Sign(Logout()), bare = provider.Sign(Logout(("jti", null)));
        foreach (string token in new[] { numbered, bare })
        {
            (await BackChannelAsync(token)).ShouldBe(200);
            (await BackChannelAsync(token)).ShouldBe(400);
        }
        (await BackChannelAsync(provider.Sign(Logout(("sid", "two"))))).ShouldBe(400, "the same number in another token");
        site.Ends.Count.ShouldBe(2);
        site.Words.ShouldAllBe(word => word.Until > clock.Now && word.Until < clock.Now.AddDays(1));
        (await BackChannelAsync(provider.Sign(Logout(("jti", "2"), ("exp", 32_503_680_000))))).ShouldBe(200, "an end in a thousand years");
        (await BackChannelAsync(provider.Sign(Logout(("jti", "3"), ("exp", 1e300))))).ShouldBe(400, "an end that is no moment");
    }

    [Fact]
    public async Task A_logout_token_is_believed_only_when_it_is_one()
    {
        using Caller ann = await SignedInAsync();
        string[] wrong =
        [
            provider.Given,
            provider.Sign(Logout(("events", null))),
            provider.Sign(Logout(("events", new[] { "http://schemas.openid.net/event/backchannel-logout" }))),
            provider.Sign(Logout(("nonce", "any"))),
            provider.Sign(Logout(("sub", null), ("sid", null))),
            provider.Sign(Logout(("aud", "payroll"))),
            provider.Sign(Logout(("iss", "https://elsewhere.example.com"))),
            provider.Sign(Logout(("exp", clock.Now.AddMinutes(-3).ToUnixTimeSeconds()))),
            FakeProvider.Sign(new() { ["alg"] = "RS256", ["kid"] = "first" }, Logout(), new FakeKey("RS256", "first").Sign),
            // Half a character, escaped: no text at all.
            Base64Url.EncodeToString("""{"alg":"\ud800"}"""u8) + ".e30.e30",
            "",
            new string('a', 100_000),
        ];
        foreach (string token in wrong) (await BackChannelAsync(token)).ShouldBe(400);
        site.Ends.ShouldBeEmpty();
        await ann.GoAsync("/");
        ann.Page.ShouldContain("Good day, Ann");
    }

    [Theory, InlineData("iss=PROVIDER&sid=one"), InlineData("sid=one")]
    public async Task A_frame_of_the_provider_ends_the_session_it_names(string query)
    {
        using Caller ann = await SignedInAsync();
        using var frame = new Caller(site);
        foreach (string wrong in new[] { "iss=https://elsewhere.example.com&sid=one", $"iss={provider.Address}", "" })
        {
            await frame.GoAsync($"{OpenIdSignIn.FrontChannelPath}?{wrong}");
            frame.Page.ShouldStartWith("400");
        }
        site.Ends.ShouldBeEmpty();
        await frame.GoAsync($"{OpenIdSignIn.FrontChannelPath}?{query.Replace("PROVIDER", provider.Address, StringComparison.Ordinal)}");
        frame.Page.ShouldBeEmpty();
        site.Ends.ShouldHaveSingleItem().ShouldBe((provider.Address, "one", null));
        await ann.GoAsync("/");
        ann.Page.ShouldContain("Nobody is signed in.");
    }

    [Fact]
    public async Task A_frame_of_a_provider_of_many_tenants_has_to_say_of_which()
    {
        provider.Document = document => document["issuer"] = provider.Address + "/{tenantid}/v2.0";
        using var frame = new Caller(site);
        foreach (string wrong in new[] { "", "&iss=https://elsewhere.example.com/a/v2.0", $"&iss={provider.Address}/a/v1.0" })
        {
            await frame.GoAsync($"{OpenIdSignIn.FrontChannelPath}?sid=one{wrong}");
            frame.Page.ShouldStartWith("400");
        }
        site.Ends.ShouldBeEmpty();
        await frame.GoAsync($"{OpenIdSignIn.FrontChannelPath}?sid=one&iss={provider.Address}/a/v2.0");
        site.Ends.ShouldHaveSingleItem().ShouldBe((provider.Address + "/a/v2.0", "one", null));
    }

    [Fact]
    public void Every_problem_has_a_sentence_in_every_language()
    {
        foreach (OpenIdProblem problem in OpenIdProblem.All)
            foreach (Language language in Language.All)
            {
                language[$"signin.problem.{problem.Code}"].ShouldEndWith(".");
                OpenIdProblem.Find(problem.Code).ShouldBe(problem);
            }
    }
}
