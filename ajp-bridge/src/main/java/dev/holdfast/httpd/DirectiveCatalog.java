package dev.holdfast.httpd;

import dev.holdfast.config.Remark;
import dev.holdfast.config.Values;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The directives of httpd's own modules and mod_jk that the readers do not take up, and whether proxied requests would notice. */
final class DirectiveCatalog {
    /** Logs, processes, files on disk, and programs that make responses: no proxied request notices. */
    private static final String NO_EFFECT = """
            core:
              AcceptPathInfo AccessFileName AllowOverride AllowOverrideList CGIMapExtension CGIVar DefaultRuntimeDir DefaultType
              Directory DirectoryMatch DocumentRoot EnableMMAP EnableSendfile ErrorLog ErrorLogFormat ExtendedStatus FileETag Files
              FilesMatch ForceType GprofDir LimitXMLRequestBody LogLevel MergeTrailers
              Mutex NameVirtualHost Options ReadBufferSize RLimitCPU RLimitMEM RLimitNPROC ScriptInterpreterSource SeeRequestTail
              ServerAdmin ServerSignature ServerTokens UNCList
            mod_alias:
              Alias AliasMatch AliasPreservePath ScriptAlias ScriptAliasMatch
            mod_autoindex:
              AddAlt AddAltByEncoding AddAltByType AddDescription AddIcon AddIconByEncoding AddIconByType DefaultIcon HeaderName
              IndexHeadInsert IndexIgnore IndexIgnoreReset IndexOptions IndexOrderDefault IndexStyleSheet ReadmeName
            mod_cern_meta:
              MetaDir MetaFiles MetaSuffix
            mod_cgi:
              CGIScriptTimeout ScriptLog ScriptLogBuffer ScriptLogLength
            mod_cgid:
              CGIDScriptTimeout ScriptSock
            mod_charset_lite:
              CharsetDefault CharsetOptions CharsetSourceEnc
            mod_dav:
              Dav DavBasePath DavDepthInfinity DavMinTimeout
            mod_dav_fs:
              DavLockDB DavLockDiscovery
            mod_dav_lock:
              DavGenericLockDB
            mod_dbd:
              DBDExptime DBDInitSQL DBDKeep DBDMax DBDMin DBDParams DBDPersist DBDPrepareSQL DBDriver
            mod_dialup:
              ModemStandard
            mod_dir:
              DirectoryCheckHandler DirectoryIndex DirectoryIndexRedirect DirectorySlash FallbackResource
            mod_dumpio:
              DumpIOInput DumpIOOutput
            mod_example_hooks:
              Example
            mod_file_cache:
              CacheFile MMapFile
            mod_heartmonitor:
              HeartbeatListen HeartbeatMaxServers HeartbeatStorage
            mod_ident:
              IdentityCheck IdentityCheckTimeout
            mod_imagemap:
              ImapBase ImapDefault ImapMenu
            mod_include:
              SSIEndTag SSIErrorMsg SSIETag SSILastModified SSILegacyExprParser SSIStartTag SSITimeFormat SSIUndefinedEcho XBitHack
            mod_info:
              AddModuleInfo
            mod_isapi:
              ISAPIAppendLogToErrors ISAPIAppendLogToQuery ISAPICacheFile ISAPIFakeAsync ISAPILogNotSupported ISAPIReadAheadBuffer
            mod_jk:
              JkAutoAlias JkLogFile JkLogLevel JkLogStampFormat JkRequestLogFormat JkShmFile JkShmSize
            mod_lbmethod_heartbeat:
              HeartbeatStorage
            mod_ldap:
              LDAPCacheEntries LDAPCacheTTL LDAPConnectionPoolTTL LDAPConnectionTimeout LDAPLibraryDebug LDAPOpCacheEntries
              LDAPOpCacheTTL LDAPReferralHopLimit LDAPReferrals LDAPRetries LDAPRetryDelay LDAPSharedCacheFile LDAPSharedCacheSize
              LDAPTimeout LDAPTrustedClientCert LDAPTrustedGlobalCert LDAPTrustedMode LDAPVerifyServerCert
            mod_log_config:
              BufferedLogs CustomLog GlobalLog LogFormat TransferLog
            mod_log_debug:
              LogMessage
            mod_log_forensic:
              ForensicLog
            mod_logio:
              LogIOTrackTTFB
            mod_mime:
              AddCharset AddHandler AddType ModMimeUsePathInfo MultiviewsMatch RemoveCharset RemoveEncoding RemoveHandler
              RemoveInputFilter RemoveLanguage RemoveOutputFilter RemoveType TypesConfig
            mod_mime_magic:
              MimeMagicFile
            mod_negotiation:
              CacheNegotiatedDocs ForceLanguagePriority LanguagePriority
            mod_nw_ssl:
              NWSSLTrustedCerts NWSSLUpgradeable SecureListen
            mod_privileges:
              DTracePrivileges PrivilegesMode VHostCGIMode VHostCGIPrivs VHostGroup VHostPrivs VHostSecure VHostUser
            mod_proxy:
              BalancerGrowth BalancerPersist NoProxy ProxyDomain ProxyStatus
            mod_proxy_connect:
              AllowCONNECT
            mod_proxy_fcgi:
              ProxyFCGIBackendType ProxyFCGISetEnvIf
            mod_proxy_ftp:
              ProxyFtpDirCharset ProxyFtpEscapeWildcards ProxyFtpListOnWildcard
            mod_proxy_scgi:
              ProxySCGIInternalRedirect ProxySCGISendfile
            mod_so:
              LoadFile
            mod_socache_memcache:
              MemcacheConnTTL
            mod_socache_redis:
              RedisConnPoolTTL RedisTimeout
            mod_speling:
              CheckBasenameMatch CheckCaseOnly CheckSpelling
            mod_suexec:
              SuexecUserGroup
            mod_unixd:
              ChrootDir Group Suexec User
            mod_userdir:
              UserDir
            mod_vhost_alias:
              VirtualDocumentRoot VirtualDocumentRootIP VirtualScriptAlias VirtualScriptAliasIP
            mod_watchdog:
              WatchdogInterval
            mpm_netware:
              MaxThreads
            the MPMs:
              CoreDumpDirectory EnableExceptionHook GracefulShutdownTimeout MaxMemFree PidFile ScoreBoardFile StartThreads
              ThreadStackSize
            """;

    /** They change proxied requests or their responses, or refuse them. */
    private static final String UNSUPPORTED = """
            core:
              AcceptFilter AddDefaultCharset AllowEncodedSlashes CGIPassAuth ContentDigest Else ElseIf ErrorDocument FlushMaxPipelined
              FlushMaxThreshold HostnameLookups HttpProtocolOptions If IfDirective IfSection Limit LimitExcept LimitInternalRecursion LimitRequestBody
              LimitRequestFields LimitRequestFieldSize LimitRequestLine MaxRangeOverlaps MaxRangeReversals MaxRanges MergeSlashes Protocol
              Protocols ProtocolsHonorOrder QualifyRedirectURL RegisterHttpMethod ServerPath SetHandler SetInputFilter SetOutputFilter
              StrictHostCheck TraceEnable UseCanonicalName UseCanonicalPhysicalPort
            mod_access_compat:
              Allow Deny Order Satisfy
            mod_actions:
              Action Script
            mod_alias:
              Redirect RedirectMatch RedirectPermanent RedirectRelative RedirectTemp
            mod_allowmethods:
              AllowMethods
            mod_auth_basic:
              AuthBasicAuthoritative AuthBasicFake AuthBasicProvider AuthBasicUseDigestAlgorithm
            mod_auth_digest:
              AuthDigestAlgorithm AuthDigestDomain AuthDigestNonceLifetime AuthDigestProvider AuthDigestQop AuthDigestShmemSize
            mod_auth_form:
              AuthFormAuthoritative AuthFormBody AuthFormDisableNoStore AuthFormFakeBasicAuth AuthFormLocation
              AuthFormLoginRequiredLocation AuthFormLoginSuccessLocation AuthFormLogoutLocation AuthFormMethod AuthFormMimetype
              AuthFormPassword AuthFormProvider AuthFormSitePassphrase AuthFormSize AuthFormUsername
            mod_authn_anon:
              Anonymous Anonymous_LogEmail Anonymous_MustGiveEmail Anonymous_NoUserID Anonymous_VerifyEmail
            mod_authn_core:
              AuthName AuthnProviderAlias AuthType
            mod_authn_dbd:
              AuthDBDUserPWQuery AuthDBDUserRealmQuery
            mod_authn_dbm:
              AuthDBMType AuthDBMUserFile
            mod_authn_file:
              AuthUserFile
            mod_authn_socache:
              AuthnCacheContext AuthnCacheEnable AuthnCacheProvideFor AuthnCacheSOCache AuthnCacheTimeout
            mod_authnz_fcgi:
              AuthnzFcgiCheckAuthnProvider AuthnzFcgiDefineProvider
            mod_authnz_ldap:
              AuthLDAPAuthorizePrefix AuthLDAPBindAuthoritative AuthLDAPBindDN AuthLDAPBindPassword AuthLDAPCharsetConfig
              AuthLDAPCompareAsUser AuthLDAPCompareDNOnServer AuthLDAPDereferenceAliases AuthLDAPGroupAttribute
              AuthLDAPGroupAttributeIsDN AuthLDAPInitialBindAsUser AuthLDAPInitialBindPattern AuthLDAPMaxSubGroupDepth
              AuthLDAPRemoteUserAttribute AuthLDAPRemoteUserIsDN AuthLDAPSearchAsUser AuthLDAPSubGroupAttribute AuthLDAPSubGroupClass
              AuthLDAPURL
            mod_authz_core:
              AuthMerging AuthzProviderAlias AuthzSendForbiddenOnFailure Require RequireAll RequireAny RequireNone
            mod_authz_dbd:
              AuthzDBDLoginToReferer AuthzDBDQuery AuthzDBDRedirectQuery
            mod_authz_dbm:
              AuthDBMGroupFile AuthzDBMType
            mod_authz_groupfile:
              AuthGroupFile
            mod_brotli:
              BrotliAlterETag BrotliCompressionMaxInputBlock BrotliCompressionQuality BrotliCompressionWindow BrotliFilterNote
            mod_buffer:
              BufferSize
            mod_cache:
              CacheDefaultExpire CacheDetailHeader CacheDisable CacheEnable CacheHeader CacheIgnoreCacheControl CacheIgnoreHeaders
              CacheIgnoreNoLastMod CacheIgnoreQueryString CacheIgnoreURLSessionIdentifiers CacheKeyBaseURL CacheLastModifiedFactor
              CacheLock CacheLockMaxAge CacheLockPath CacheMaxExpire CacheMinExpire CacheQuickHandler CacheStaleOnError
              CacheStoreExpired CacheStoreNoStore CacheStorePrivate
            mod_cache_disk:
              CacheDirLength CacheDirLevels CacheMaxFileSize CacheMinFileSize CacheReadSize CacheReadTime CacheRoot
            mod_cache_socache:
              CacheSocache CacheSocacheMaxSize CacheSocacheMaxTime CacheSocacheMinTime CacheSocacheReadSize CacheSocacheReadTime
            mod_deflate:
              DeflateAlterETag DeflateBufferSize DeflateCompressionLevel DeflateFilterNote DeflateInflateLimitRequestBody
              DeflateInflateRatioBurst DeflateInflateRatioLimit DeflateMemLevel DeflateWindowSize
            mod_echo:
              ProtocolEcho
            mod_env:
              PassEnv SetEnv UnsetEnv
            mod_expires:
              ExpiresActive ExpiresByType ExpiresDefault
            mod_ext_filter:
              ExtFilterDefine ExtFilterOptions
            mod_filter:
              AddOutputFilterByType FilterChain FilterDeclare FilterProtocol FilterProvider FilterTrace
            mod_headers:
              Header RequestHeader
            mod_heartbeat:
              HeartbeatAddress
            mod_http2:
              H2CopyFiles H2Direct H2EarlyHint H2EarlyHints H2MaxDataFrameLen H2MaxSessionStreams H2MaxWorkerIdleSeconds
              H2ModernTLSOnly H2OutputBuffering H2Padding H2ProxyRequests H2Push H2PushDiarySize H2PushPriority H2PushResource
              H2SerializeHeaders H2StreamMaxMemSize H2StreamTimeout H2TLSCoolDownSecs H2TLSWarmUpSize H2Upgrade H2WebSockets
              H2WindowSize
            mod_jk:
              JkAuthTypeIndicator JkCERTCHAINPrefix JkCERTSIndicator JkCIPHERIndicator JkEnvVar JkExtractSSL JkHTTPSIndicator
              JkIgnoreCLIndicator JkKEYSIZEIndicator JkLocalAddrIndicator JkLocalNameIndicator JkLocalPortIndicator
              JkRemoteAddrIndicator JkRemoteHostIndicator JkRemotePortIndicator JkRemoteUserIndicator JkRequestIdIndicator
              JkSESSIONIndicator JkSSLPROTOCOLIndicator JkStripSession JkWorkerIndicator
            mod_lua:
              LuaAuthzProvider LuaCodeCache LuaHookAccessChecker LuaHookAuthChecker LuaHookCheckUserID LuaHookFixups
              LuaHookInsertFilter LuaHookLog LuaHookMapToStorage LuaHookPreTranslate LuaHookTranslateName LuaHookTypeChecker
              LuaInherit LuaInputFilter LuaMapHandler LuaOutputFilter LuaPackageCPath LuaPackagePath LuaQuickHandler LuaRoot LuaScope
            mod_md:
              MDActivationDelay MDBaseServer MDCAChallenges MDCertificateAgreement MDCertificateAuthority MDCertificateCheck
              MDCertificateFile MDCertificateKeyFile MDCertificateMonitor MDCertificateProtocol MDCertificateStatus MDChallengeDns01
              MDChallengeDns01Version MDContactEmail MDDriveMode MDExternalAccountBinding MDHttpProxy MDMatchNames MDMember MDMembers
              MDMessageCmd MDMustStaple MDNotifyCmd MDomain MDomainSet MDPortMap MDPrivateKeys MDRenewMode MDRenewWindow
              MDRequireHttps MDRetryDelay MDRetryFailover MDServerStatus MDStapleOthers MDStapling MDStaplingKeepResponse
              MDStaplingRenewWindow MDStoreDir MDStoreLocks MDWarnWindow
            mod_mime:
              AddEncoding AddInputFilter AddLanguage AddOutputFilter DefaultLanguage
            mod_proxy:
              BalancerInherit Proxy100Continue ProxyBadHeader ProxyBlock ProxyErrorOverride ProxyMaxForwards ProxyPassInherit
              ProxyPassInterpolateEnv ProxyRemote ProxyRemoteMatch
              ProxyRequests ProxySourceAddress ProxyVia
            mod_proxy_express:
              ProxyExpressDBMFile ProxyExpressDBMType ProxyExpressEnable
            mod_proxy_hcheck:
              ProxyHCExpr ProxyHCTPsize
            mod_proxy_html:
              ProxyHTMLBufSize ProxyHTMLCharsetOut ProxyHTMLDocType ProxyHTMLEnable ProxyHTMLEvents ProxyHTMLExtended ProxyHTMLFixups
              ProxyHTMLInterp ProxyHTMLLinks ProxyHTMLMeta ProxyHTMLStripComments ProxyHTMLURLMap
            mod_proxy_wstunnel:
              ProxyWebsocketFallbackToProxyHttp
            mod_reflector:
              ReflectorHeader
            mod_remoteip:
              RemoteIPHeader RemoteIPInternalProxy RemoteIPInternalProxyList RemoteIPProxiesHeader RemoteIPProxyProtocol
              RemoteIPProxyProtocolExceptions RemoteIPTrustedProxy RemoteIPTrustedProxyList
            mod_request:
              KeptBodySize
            mod_rewrite:
              RewriteBase RewriteCond RewriteEngine RewriteMap RewriteOptions RewriteRule
            mod_sed:
              InputSed OutputSed
            mod_session:
              Session SessionEnv SessionExclude SessionExpiryUpdateInterval SessionHeader SessionInclude SessionMaxAge
            mod_session_cookie:
              SessionCookieName SessionCookieName2 SessionCookieRemove
            mod_session_crypto:
              SessionCryptoCipher SessionCryptoDriver SessionCryptoPassphrase SessionCryptoPassphraseFile
            mod_session_dbd:
              SessionDBDCookieName SessionDBDCookieName2 SessionDBDCookieRemove SessionDBDDeleteLabel SessionDBDInsertLabel
              SessionDBDPerUser SessionDBDSelectLabel SessionDBDUpdateLabel
            mod_setenvif:
              BrowserMatch BrowserMatchNoCase SetEnvIf SetEnvIfExpr SetEnvIfNoCase
            mod_ssl:
              SSLCACertificateFile SSLCACertificatePath SSLCADNRequestFile SSLCADNRequestPath SSLCARevocationCheck SSLCARevocationFile
              SSLCARevocationPath SSLCertificateChainFile SSLCertificateFile SSLCertificateKeyFile SSLCipherSuite SSLCompression
              SSLCryptoDevice SSLEngine SSLFIPS SSLHonorCipherOrder SSLInsecureRenegotiation SSLOCSPDefaultResponder SSLOCSPEnable
              SSLOCSPNoverify SSLOCSPOverrideResponder SSLOCSPProxyURL SSLOCSPResponderCertificateFile SSLOCSPResponderTimeout
              SSLOCSPResponseMaxAge SSLOCSPResponseTimeSkew SSLOCSPUseRequestNonce SSLOpenSSLConfCmd SSLOptions SSLPassPhraseDialog
              SSLProtocol SSLProxyCACertificateFile SSLProxyCACertificatePath SSLProxyCARevocationCheck SSLProxyCARevocationFile
              SSLProxyCARevocationPath SSLProxyCheckPeerCN SSLProxyCheckPeerExpire SSLProxyCheckPeerName SSLProxyCipherSuite
              SSLProxyEngine SSLProxyMachineCertificateChainFile SSLProxyMachineCertificateFile SSLProxyMachineCertificatePath
              SSLProxyProtocol SSLProxyVerify SSLProxyVerifyDepth SSLRandomSeed SSLRenegBufferSize SSLRequire SSLRequireSSL
              SSLSessionCache SSLSessionCacheTimeout SSLSessionTicketKeyFile SSLSessionTickets SSLSRPUnknownUserSeed
              SSLSRPVerifierFile SSLStaplingCache SSLStaplingErrorCacheTimeout SSLStaplingFakeTryLater SSLStaplingForceURL
              SSLStaplingResponderTimeout SSLStaplingResponseMaxAge SSLStaplingResponseTimeSkew SSLStaplingReturnResponderErrors
              SSLStaplingStandardCacheTimeout SSLStrictSNIVHostCheck SSLUserName SSLUseStapling SSLVerifyClient SSLVerifyDepth
            mod_substitute:
              Substitute SubstituteInheritBefore SubstituteMaxLineLength
            mod_usertrack:
              CookieDomain CookieExpires CookieHTTPOnly CookieName CookieSameSite CookieSecure CookieStyle CookieTracking
            mod_xml2enc:
              xml2EncAlias xml2EncDefault xml2StartParse
            the MPMs:
              ListenCoresBucketsRatio ReceiveBufferSize SendBufferSize
            """;

    /** The names that readers look for, to tell them from unknown ones in sections that are not looked into. */
    private static final String READ = """
            Proxy ProxyMatch ProxyPass ProxyPassMatch BalancerMember ProxySet ProxyTimeout ProxyIOBufferSize ProxyReceiveBufferSize
            ProxyPassReverse ProxyPassReverseCookieDomain ProxyPassReverseCookiePath ProxyPreserveHost ProxyAddHeaders ProxyHCTemplate Listen ListenBackLog MaxConnectionsPerChild MaxRequestsPerChild
            MaxRequestWorkers MaxClients MaxSpareThreads MinSpareThreads MaxSpareServers MinSpareServers ServerLimit StartServers
            ThreadLimit ThreadsPerChild AsyncRequestWorkerFactor KeepAlive KeepAliveTimeout MaxKeepAliveRequests Timeout
            RegexDefaultOptions RequestReadTimeout ServerName ServerAlias VirtualHost Location LocationMatch H2MaxWorkers H2MinWorkers JkWorkersFile
            JkWorkerProperty JkWatchdogInterval JkMount JkUnMount JkMountFile JkMountFileReload JkMountCopy JkOptions
            """;

    private static final Set<String> READ_NAMES =
            Set.of(Values.lower(READ).strip().split("\\s+", -1));

    private static final Map<String, Entry> ENTRIES = new HashMap<>();

    static {
        add(NO_EFFECT, Remark.Kind.NO_EFFECT, "has no effect on proxied requests");
        add(UNSUPPORTED, Remark.Kind.UNSUPPORTED, "is not reproduced");
    }

    private DirectiveCatalog() {}

    /** What is known of a directive. */
    record Entry(Remark.Kind kind, String why) {}

    private static void add(String lists, Remark.Kind kind, String why) {
        String module = "";
        for (String line : lists.lines().toList()) {
            if (line.endsWith(":")) {
                module = line.substring(0, line.length() - 1);
            } else {
                for (String name : line.strip().split(" ", -1)) {
                    ENTRIES.put(Values.lower(name), new Entry(kind, "directive of " + module + " that " + why));
                }
            }
        }
    }

    /** Whether some reader takes directives of this name up, where they count. */
    static boolean isRead(String name) {
        return READ_NAMES.contains(Values.lower(name));
    }

    /** Returns what is known of {@code name}, or null. */
    static @Nullable Entry find(String name) {
        return ENTRIES.get(Values.lower(name));
    }
}
